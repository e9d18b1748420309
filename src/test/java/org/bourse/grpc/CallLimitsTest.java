package org.bourse.grpc;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.RunningBourse;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.UpdateRequest;
import org.bourse.proto.v1.WatchRequest;
import org.bourse.proto.v1.WatchResponse;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * What one connection may ask for.
 */
class CallLimitsTest {

	private static final int DATA = 0;

	private static final int HEADERS = 1;

	private static final int RST_STREAM = 3;

	private static final int SETTINGS = 4;

	private static final int GOAWAY = 7;

	private static final int END_STREAM = 1;

	private static final int END_HEADERS = 4;

	private static final int INITIAL_WINDOW_SIZE = 4;

	private static final int CANCEL = 8;

	private static final int ENHANCE_YOUR_CALM = 11;

	private static final int MILLIS = 30_000;

	@Test
	void callsAboveTheLimitOfAConnectionWaitInTheClient() throws Exception {
		try (RunningBourse bourse = new RunningBourse("--bourse.grpc.max-concurrent-calls-per-connection=2")) {
			ManagedChannel channel = bourse.channel();
			Received<WatchRequest, WatchResponse> first = watch(channel);
			assertThat(first.next().getStock().getSymbol()).isEqualTo("GameStart");
			assertThat(watch(channel).next().getStock().getSymbol()).isEqualTo("GameStart");
			Received<WatchRequest, WatchResponse> third = watch(channel);
			assertThat(price(bourse.channel())).isEqualTo("15.99");
			assertThat(bourse.context()
				.getBean(MeterRegistry.class)
				.get("bourse.streams")
				.tag("door", "grpc")
				.gauge()
				.value()).isEqualTo(2);
			assertThat(third.rest()).isEmpty();
			first.cancel();
			// The client sends the call that waited with what it sends next, at the
			// latest
			// when it has heard something.
			StockServiceGrpc.newBlockingStub(bourse.channel())
				.update(UpdateRequest.newBuilder().setSymbol("GameStart").setPrice("16").build());
			assertThat(third.next().getStock().getSymbol()).isEqualTo("GameStart");
		}
	}

	/** As in CVE-2023-44487. */
	@Test
	void whoCancelsAThousandCallsInARowIsCutOff() throws Exception {
		try (RunningBourse bourse = new RunningBourse();
				Socket socket = new Socket(InetAddress.getLoopbackAddress(), bourse.grpcPort())) {
			socket.setSoTimeout(MILLIS);
			DataOutputStream out = new DataOutputStream(socket.getOutputStream());
			out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
			write(out, SETTINGS, 0, 0, new byte[0]);
			byte[] lookup = headers("/bourse.v1.StockService/Lookup");
			// One more than there may be: what came behind it would make the system reset
			// the connection, and what the server has said would be lost.
			for (int i = 0; i <= 1000; i++) {
				write(out, HEADERS, END_HEADERS, 2 * i + 1, lookup);
				write(out, RST_STREAM, 0, 2 * i + 1, new byte[] { 0, 0, 0, CANCEL });
			}
			assertThat(goAway(new DataInputStream(socket.getInputStream()))).isEqualTo(ENHANCE_YOUR_CALM);
			assertThat(price(bourse.channel())).isEqualTo("15.99");
		}
	}

	@Test
	void callsWhoseAnswersAreNotTakenAreAmongThoseOfAllConnections() throws Exception {
		try (RunningBourse bourse = new RunningBourse("--bourse.grpc.max-calls=2")) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bourse.grpcPort())) {
				DataOutputStream out = new DataOutputStream(socket.getOutputStream());
				out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
				write(out, SETTINGS, 0, 0, new byte[] { 0, INITIAL_WINDOW_SIZE, 0, 0, 0, 0 });
				for (int i = 0; i < 2; i++) {
					write(out, HEADERS, END_HEADERS, 2 * i + 1, headers("/grpc.health.v1.Health/Check"));
					write(out, DATA, END_STREAM, 2 * i + 1, new byte[5]);
				}
				await().until(() -> calls(bourse) == 2);
				StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class,
						() -> price(bourse.channel()));
				assertThat(refused).hasMessage("RESOURCE_EXHAUSTED: too many calls are open (limit=2); try later");
				await().until(() -> calls(bourse) == 2);
			}
			await().until(() -> calls(bourse) == 0);
			assertThat(price(bourse.channel())).isEqualTo("15.99");
			await().until(() -> calls(bourse) == 0);
		}
	}

	private static double calls(RunningBourse bourse) {
		return bourse.context().getBean(MeterRegistry.class).get("bourse.calls").tag("door", "grpc").gauge().value();
	}

	private static Received<WatchRequest, WatchResponse> watch(ManagedChannel channel) {
		return new Received<>(channel, StockServiceGrpc.getWatchMethod(), 10)
			.send(WatchRequest.newBuilder().addSymbols("GameStart").build())
			.halfClose();
	}

	private static String price(ManagedChannel channel) {
		return StockServiceGrpc.newBlockingStub(channel)
			.lookup(LookupRequest.newBuilder().setSymbol("GameStart").build())
			.getStock()
			.getPrice();
	}

	// Frames of HTTP/2: length, type, flags, stream, payload.

	private static void write(DataOutputStream out, int type, int flags, int stream, byte[] payload)
			throws IOException {
		byte[] frame = new byte[9 + payload.length];
		frame[1] = (byte) (payload.length >> 8);
		frame[2] = (byte) payload.length;
		frame[3] = (byte) type;
		frame[4] = (byte) flags;
		frame[7] = (byte) (stream >> 8);
		frame[8] = (byte) stream;
		System.arraycopy(payload, 0, frame, 9, payload.length);
		out.write(frame);
	}

	/** Method and scheme by their place in the table of HPACK, the others as literals. */
	private static byte[] headers(String path) {
		return ("\u0083\u0086" + "\u0004" + literal(path) + "\u0001" + literal("localhost") + "\u000f\u0010"
				+ literal("application/grpc") + "\u0000" + literal("te") + literal("trailers"))
			.getBytes(StandardCharsets.ISO_8859_1);
	}

	private static String literal(String text) {
		return (char) text.length() + text;
	}

	/** The code with which the server ends the connection. */
	private static int goAway(DataInputStream in) throws IOException {
		while (true) {
			int length = (in.readUnsignedShort() << 8) + in.readUnsignedByte();
			int type = in.readUnsignedByte();
			in.readUnsignedByte();
			in.readInt();
			byte[] payload = in.readNBytes(length);
			if (type == GOAWAY) {
				return payload[7];
			}
		}
	}

}
