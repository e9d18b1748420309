package org.bourse.client;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;

import org.springframework.grpc.client.ChannelBuilderOptions;
import org.springframework.grpc.client.GrpcChannelFactory;

/**
 * Channels without anything of Spring around them.
 */
final class TestChannels implements GrpcChannelFactory {

	@Override
	public boolean supports(String target) {
		return true;
	}

	@Override
	public ManagedChannel createChannel(String target, ChannelBuilderOptions options) {
		return Grpc.newChannelBuilder(target.replace("static://", ""), InsecureChannelCredentials.create()).build();
	}

}
