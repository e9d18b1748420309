package org.bourse.docs;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stands in for grpcurl where it is not installed: does the same calls, told by
 * reflection what there is, and prints the answers in the same form.
 */
final class Grpcurl {

	private static final Pattern COMMAND = Pattern
		.compile("grpcurl -plaintext( -max-time \\d+)?(?: -d '([^']*)')? (\\S+:\\d+) (?:(list)|(\\S+)/(\\S+))\n");

	private final ManagedChannel channel;

	private Grpcurl(ManagedChannel channel) {
		this.channel = channel;
	}

	/**
	 * What the command would print on standard output.
	 * @param lines after which one with a time is ended, whatever that time is
	 */
	static String run(String command, long lines) throws Exception {
		Matcher words = COMMAND.matcher(command);
		assertThat(words.matches()).as("a command that the stand-in for grpcurl knows: %s", command).isTrue();
		ManagedChannel channel = ManagedChannelBuilder.forTarget(words.group(3)).usePlaintext().build();
		try {
			Grpcurl grpcurl = new Grpcurl(channel);
			return (words.group(4) != null) ? grpcurl.list() : grpcurl.call(words.group(5), words.group(6),
					words.group(2), (words.group(1) != null) ? lines : Long.MAX_VALUE);
		}
		finally {
			channel.shutdownNow();
		}
	}

	private String list() throws Exception {
		return ask(ServerReflectionRequest.newBuilder().setListServices("").build()).getListServicesResponse()
			.getServiceList()
			.stream()
			.map(ServiceResponse::getName)
			.sorted()
			.collect(Collectors.joining("\n"));
	}

	private String call(String service, String name, String json, long lines) throws Exception {
		var method = service(service).findMethodByName(name);
		DynamicMessage.Builder request = DynamicMessage.newBuilder(method.getInputType());
		JsonFormat.parser().merge(json, request);
		Iterator<DynamicMessage> answers = ClientCalls
			.blockingServerStreamingCall(this.channel, MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
				.setType(MethodDescriptor.MethodType.SERVER_STREAMING)
				.setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
				.setRequestMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
				.setResponseMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
				.build(), CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.MINUTES), request.build());
		StringBuilder printed = new StringBuilder();
		while (printed.toString().lines().count() < lines && answers.hasNext()) {
			printed.append(JsonFormat.printer().print(answers.next())).append('\n');
		}
		return printed.toString();
	}

	private com.google.protobuf.Descriptors.ServiceDescriptor service(String name) throws Exception {
		Map<String, FileDescriptorProto> protos = new HashMap<>();
		for (ByteString file : ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(name).build())
			.getFileDescriptorResponse()
			.getFileDescriptorProtoList()) {
			FileDescriptorProto proto = FileDescriptorProto.parseFrom(file);
			protos.put(proto.getName(), proto);
		}
		for (FileDescriptorProto proto : List.copyOf(protos.values())) {
			var service = file(proto, protos).findServiceByName(name.substring(name.lastIndexOf('.') + 1));
			if (service != null) {
				return service;
			}
		}
		throw new AssertionError("there is no service " + name);
	}

	private static FileDescriptor file(FileDescriptorProto proto, Map<String, FileDescriptorProto> protos)
			throws Exception {
		FileDescriptor[] imported = new FileDescriptor[proto.getDependencyCount()];
		for (int i = 0; i < imported.length; i++) {
			imported[i] = file(protos.get(proto.getDependency(i)), protos);
		}
		return FileDescriptor.buildFrom(proto, imported);
	}

	private ServerReflectionResponse ask(ServerReflectionRequest question) throws Exception {
		CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
		StreamObserver<ServerReflectionRequest> questions = ServerReflectionGrpc.newStub(this.channel)
			.serverReflectionInfo(new StreamObserver<>() {
				@Override
				public void onNext(ServerReflectionResponse response) {
					answer.complete(response);
				}

				@Override
				public void onError(Throwable error) {
					answer.completeExceptionally(error);
				}

				@Override
				public void onCompleted() {
					// Answered, or the wait ends by itself.
				}
			});
		questions.onNext(question);
		questions.onCompleted();
		return answer.get(10, TimeUnit.SECONDS);
	}

}
