package org.bourse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import org.bourse.socket.RawClient;
import org.bourse.socket.SocketListener;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * The whole server in this process, on ports of its own.
 */
public final class RunningBourse implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final HttpClient http = HttpClient.newHttpClient();

	private final List<ManagedChannel> channels = new ArrayList<>();

	/**
	 * @param settings as on the command line; in memory and on free ports if they name no
	 * others
	 */
	public RunningBourse(String... settings) {
		this((context) -> {
		}, settings);
	}

	/**
	 * @param parts puts parts into the server that it would else make itself
	 */
	RunningBourse(ApplicationContextInitializer<ConfigurableApplicationContext> parts, String... settings) {
		List<String> arguments = new ArrayList<>(List.of(settings));
		for (String preset : List.of("--bourse.socket.port=0", "--spring.grpc.server.port=0", "--server.port=0",
				"--bourse.store.url=memory:")) {
			String key = preset.substring(0, preset.indexOf('=') + 1);
			if (arguments.stream().noneMatch((argument) -> argument.startsWith(key))) {
				arguments.add(preset);
			}
		}
		SpringApplication application = new SpringApplication(Bourse.class);
		application.addInitializers(parts);
		this.context = application.run(arguments.toArray(String[]::new));
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public int socketPort() {
		return this.context.getBean(SocketListener.class).port();
	}

	public int grpcPort() {
		return this.context.getBean(GrpcServerLifecycle.class).getPort();
	}

	public int httpPort() {
		return Integer.parseInt(this.context.getEnvironment().getRequiredProperty("local.server.port"));
	}

	public RawClient socket() throws IOException {
		return new RawClient(socketPort());
	}

	/** A channel that is closed with the server. */
	public ManagedChannel channel() {
		return channel(NettyChannelBuilder.DEFAULT_FLOW_CONTROL_WINDOW);
	}

	/**
	 * The same, of a client that takes so many bytes in advance of what it reads.
	 */
	public ManagedChannel channel(int flowControlWindow) {
		ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort())
			.usePlaintext()
			.flowControlWindow(flowControlWindow)
			.build();
		this.channels.add(channel);
		return channel;
	}

	public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
		return send("GET", path, "", headers);
	}

	/**
	 * Sends an HTTP request.
	 * @param body of JSON; none if it is empty
	 * @param headers names and values
	 */
	public HttpResponse<String> send(String method, String path, String body, String... headers)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(http(path))
			.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
		if (!body.isEmpty()) {
			request.header("Content-Type", "application/json");
		}
		if (headers.length > 0) {
			request.headers(headers);
		}
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	public URI http(String path) {
		return URI.create("http://127.0.0.1:" + httpPort() + path);
	}

	@Override
	public void close() {
		this.channels.forEach(ManagedChannel::shutdownNow);
		try {
			for (ManagedChannel channel : this.channels) {
				channel.awaitTermination(10, TimeUnit.SECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.context.close();
	}

}
