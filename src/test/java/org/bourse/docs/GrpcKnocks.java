package org.bourse.docs;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import org.bourse.RunningBourse;
import org.bourse.proto.v1.StockServiceGrpc;
import org.jspecify.annotations.Nullable;

import org.springframework.grpc.server.service.GrpcServiceDiscoverer;

/**
 * Every method of every service that the server has, and some that it has not.
 */
final class GrpcKnocks {

	private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization",
			Metadata.ASCII_STRING_MARSHALLER);

	private final ManagedChannel channel;

	private final List<MethodDescriptor<?, ?>> methods = new ArrayList<>();

	GrpcKnocks(RunningBourse bourse) {
		this.channel = bourse.channel();
		bourse.context()
			.getBean(GrpcServiceDiscoverer.class)
			.findServices()
			.stream()
			.map((service) -> service.service().bindService().getServiceDescriptor())
			.sorted(Comparator.comparing(ServiceDescriptor::getName))
			.forEach((service) -> this.methods.addAll(service.getMethods()));
	}

	List<Knock> all() {
		List<Knock> knocks = new ArrayList<>();
		this.methods.forEach((method) -> knocks.add(knock(String.valueOf(method.getFullMethodName()), method)));
		MethodDescriptor<?, ?> first = this.methods.get(0);
		for (String unknown : List.of("bourse.v1.StockService/Delist", "bourse.v2.StockService/Lookup",
				"grpc.channelz.v1.Channelz/GetServers")) {
			knocks.add(knock(unknown, first.toBuilder().setFullMethodName(unknown).build()));
		}
		return knocks;
	}

	private <R> Knock knock(String name, MethodDescriptor<?, R> method) {
		String bareName = String.valueOf(method.getBareMethodName());
		return new Knock(name.replace(StockServiceGrpc.SERVICE_NAME + "/", ""),
				(token) -> ask(method.toBuilder(new Nothing(), method.getResponseMarshaller()).build(), token)
					.thenApply((answer) -> answer.replace(name, "…").replace(": " + bareName + " needs", ": … needs")));
	}

	/** Sends an empty message. The answer is the first message, or else the status. */
	private <R> CompletableFuture<String> ask(MethodDescriptor<byte[], R> method, @Nullable String token) {
		CompletableFuture<String> answer = new CompletableFuture<>();
		Metadata headers = new Metadata();
		if (token != null) {
			headers.put(AUTHORIZATION, "Bearer " + token);
		}
		ClientCall<byte[], R> call = this.channel.newCall(method, CallOptions.DEFAULT);
		call.start(new ClientCall.Listener<R>() {

			@Override
			public void onMessage(R message) {
				answer
					.complete("OK, " + TextFormat.printer().emittingSingleLine(true).printToString((Message) message));
				call.cancel("it was answered", null);
			}

			@Override
			public void onClose(Status status, Metadata trailers) {
				answer.complete(
						status.getCode() + ((status.getDescription() != null) ? ": " + status.getDescription() : ""));
			}

		}, headers);
		call.request(1);
		call.sendMessage(new byte[0]);
		call.halfClose();
		return answer;
	}

	/** A message of any type, without any field. */
	private static final class Nothing implements Marshaller<byte[]> {

		@Override
		public InputStream stream(byte[] value) {
			return new ByteArrayInputStream(value);
		}

		@Override
		public byte[] parse(InputStream stream) {
			throw new UnsupportedOperationException("only sent");
		}

	}

}
