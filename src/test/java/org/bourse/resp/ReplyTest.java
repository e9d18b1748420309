package org.bourse.resp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReplyTest {

	@Test
	void eachKindOfReplyHasItsForm() {
		assertThat(written(2, (reply) -> reply.simpleString("15.99"))).isEqualTo("+15.99\r\n");
		assertThat(written(2, (reply) -> reply.integer(-1))).isEqualTo(":-1\r\n");
		assertThat(written(2, (reply) -> reply.integer(Long.MIN_VALUE))).isEqualTo(":-9223372036854775808\r\n");
		assertThat(written(2, (reply) -> reply.bulkString("a\r\nb"))).isEqualTo("$4\r\na\r\nb\r\n");
		assertThat(written(2, (reply) -> reply.bulkString(""))).isEqualTo("$0\r\n\r\n");
		assertThat(written(2, (reply) -> reply.array(12))).isEqualTo("*12\r\n");
	}

	@Test
	void whatVersion2LacksIsWrittenInItsVersion2Form() {
		assertThat(written(2, (reply) -> reply.map(7))).isEqualTo("*14\r\n");
		assertThat(written(3, (reply) -> reply.map(7))).isEqualTo("%7\r\n");
		assertThat(written(2, ReplyWriter::nullArray)).isEqualTo("*-1\r\n");
		assertThat(written(3, ReplyWriter::nullArray)).isEqualTo("_\r\n");
		assertThat(written(2, (reply) -> reply.bulkStringOrNull(null))).isEqualTo("$-1\r\n");
		assertThat(written(3, (reply) -> reply.bulkStringOrNull(null))).isEqualTo("_\r\n");
	}

	@Test
	void anErrorCannotBeUsedToForgeAReply() {
		assertThat(written(2, (reply) -> reply.error("ERR 'x\r\n+OK\u0000\u007f\u009b\u0100'")))
			.isEqualTo("-ERR 'x??+OK????'\r\n");
		assertThat(written(2, (reply) -> reply.error("x".repeat(1000)))).isEqualTo("-" + "x".repeat(512) + "\r\n");
	}

	@Test
	void alargeReplyIsSentInPiecesAndItsMemoryGivenBack() throws IOException {
		ReplyWriter reply = new ReplyWriter(16);
		reply.bulkString("x".repeat(10_000));
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		assertThat(reply.sendTo(Channels.newChannel(out), ByteBuffer.allocateDirect(100))).isEqualTo(reply.size());
		assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("$10000\r\n" + "x".repeat(10_000) + "\r\n");
		reply.clear();
		assertThat(reply.size()).isZero();
	}

	@Test
	void whatTheWriterWritesTheReaderReads() throws IOException, ProtocolException {
		for (int version : new int[] { 2, 3 }) {
			String text = written(version, (reply) -> {
				reply.map(2);
				reply.bulkString("price");
				reply.simpleString("15.99");
				reply.bulkString("reason");
				reply.bulkStringOrNull(null);
				reply.error("ERR no");
				reply.nullArray();
			});
			ReplyReader reader = reader(text);
			assertThat(reader.read()).isEqualTo(new Reply.Sequence(List.of(new Reply.Text("price"),
					new Reply.Text("15.99"), new Reply.Text("reason"), new Reply.Null())));
			assertThat(reader.read()).isEqualTo(new Reply.Fault("ERR no"));
			assertThat(reader.read()).isEqualTo(new Reply.Null());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 400 Bad Request\r\n", ":x\r\n", ":+5\r\n", ":05\r\n", ":-0\r\n", "$+1\r\nx\r\n",
			":9223372036854775808\r\n", "$x\r\n", "$-2\r\n", "$99999999999\r\n", "*99999999999\r\n", "+a\rb",
			"$1\r\nabc", "?\r\n" })
	void whatIsNotAReplyIsRefused(String text) {
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> reader(text).read());
	}

	@Test
	void aReplyNestedWithoutEndIsRefused() {
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> reader("*1\r\n".repeat(100_000)).read());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "+OK", "$5\r\nabc", "*2\r\n:1\r\n" })
	void aStreamThatEndsInsideAReplyIsTold(String text) {
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> reader(text).read());
	}

	private static ReplyReader reader(String text) {
		return new ReplyReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
	}

	private static String written(int version, Consumer<ReplyWriter> writing) {
		ReplyWriter reply = new ReplyWriter(16);
		reply.useVersion(version);
		writing.accept(reply);
		return new String(reply.copyFrom(0), StandardCharsets.ISO_8859_1);
	}

}
