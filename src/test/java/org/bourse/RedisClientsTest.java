package org.bourse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ProtocolVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.SafeEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients of Redis are clients of Bourse.
 */
public class RedisClientsTest {

	private RunningBourse bourse;

	@BeforeEach
	void open() {
		this.bourse = new RunningBourse();
	}

	@AfterEach
	void close() {
		this.bourse.close();
	}

	@ParameterizedTest
	@EnumSource(RedisProtocol.class)
	void jedisLooksUpAndTrades(RedisProtocol protocol) {
		HostAndPort address = new HostAndPort("127.0.0.1", this.bourse.socketPort());
		try (Jedis jedis = new Jedis(address,
				DefaultJedisClientConfig.builder().protocol(protocol).clientName("test").build())) {
			assertThat(jedis.ping()).isEqualTo("PONG");
			assertThat(text(jedis.sendCommand(() -> SafeEncoder.encode("LOOKUP"), "GameStart"))).isEqualTo("15.99");
			assertThat(jedis.sendCommand(() -> SafeEncoder.encode("LOOKUP"), "Nope")).isEqualTo(-1L);
			assertThat(jedis.sendCommand(() -> SafeEncoder.encode("TRADE"), "GameStart", "10", "BUY")).isEqualTo(1L);
			assertThat(jedis.sendCommand(() -> SafeEncoder.encode("QUOTE"), "Nope")).isNull();
			assertThatExceptionOfType(JedisDataException.class)
				.isThrownBy(() -> jedis.sendCommand(() -> SafeEncoder.encode("TRADE"), "GameStart"))
				.withMessageStartingWith("ERR wrong number of arguments");
			Pipeline pipeline = jedis.pipelined();
			List<Response<Object>> replies = new ArrayList<>();
			for (int i = 0; i < 500; i++) {
				replies.add(pipeline.sendCommand(() -> SafeEncoder.encode("TRADE"), "FishCo", "1", "SELL"));
			}
			pipeline.sync();
			assertThat(replies).extracting(Response::get).containsOnly(1L);
		}
	}

	@ParameterizedTest
	@EnumSource(value = ProtocolVersion.class)
	void lettuceLooksUpAndTrades(ProtocolVersion version) {
		RedisURI address = RedisURI.builder()
			.withHost("127.0.0.1")
			.withPort(this.bourse.socketPort())
			.withTimeout(Duration.ofSeconds(20))
			.withClientName("test")
			.build();
		RedisClient client = RedisClient.create(address);
		client.setOptions(ClientOptions.builder().protocolVersion(version).build());
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			StringCodec codec = StringCodec.UTF8;
			assertThat(connection.sync().ping()).isEqualTo("PONG");
			assertThat(connection.sync()
				.dispatch(keyword("LOOKUP"), new StatusOutput<>(codec), new CommandArgs<>(codec).add("GameStart")))
				.isEqualTo("15.99");
			assertThat(connection.sync()
				.dispatch(keyword("TRADE"), new IntegerOutput<>(codec),
						new CommandArgs<>(codec).add("GameStart").add(10).add("BUY")))
				.isEqualTo(1);
			assertThat(connection.sync().dispatch(keyword("LIST"), new ArrayOutput<>(codec), new CommandArgs<>(codec)))
				.containsExactly("BoarCo", "FishCo", "GameStart", "MenhirCo");
			assertThat(connection.sync().clientGetname()).isEqualTo("test");
			assertThat(connection.sync().info("server")).contains("bourse_version:");
			assertThat(connection.sync().commandCount()).isEqualTo(23);
			assertThat(connection.sync().command()).hasSize(23);
		}
		finally {
			client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
		}
	}

	@ParameterizedTest
	@EnabledIf("redisCliIsInstalled")
	@CsvSource(delimiter = '~', value = { "LOOKUP GameStart ~ 15.99", "LOOKUP Nope ~ -1", "QUOTE Nope ~ ''",
			"-3 --json QUOTE GameStart ~ {\"symbol\":\"GameStart\",\"price\":\"15.99\",\"volume\":0,\"limit\":1000000,\"status\":\"TRADING\",\"reason\":null,\"version\":1}",
			"TRADE GameStart 10 BUY ~ 1", "TRADE GameStart 1000001 BUY ~ 0", "UPDATE GameStart x ~ -2",
			"CONFIG GET appendonly ~ 'appendonly\nno'",
			"-n 0 -a secret --no-auth-warning PING ~ 'AUTH failed: ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?\nPONG'" })
	void redisCliPrintsTheAnswer(String arguments, String expected) throws Exception {
		assertThat(redisCli("", arguments.split(" "))).isEqualTo(expected);
	}

	@Test
	@EnabledIf("redisCliIsInstalled")
	void redisCliPipesARequestFile() throws Exception {
		assertThat(redisCli("TRADE FishCo 5 BUY\r\n".repeat(1000), "--pipe")).contains("errors: 0, replies: 1000");
		assertThat(redisCli("", "LOOKUP", "FishCo")).isEqualTo("18.5");
	}

	/** What it prints, both to standard output and to standard error. */
	private String redisCli(String input, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(this.bourse.socketPort())));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		process.getOutputStream().write(input.getBytes(StandardCharsets.US_ASCII));
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).isZero();
		return output.strip();
	}

	public static boolean redisCliIsInstalled() {
		try {
			return new ProcessBuilder("redis-cli", "--version").start().waitFor() == 0;
		}
		catch (IOException ex) {
			System.err.println("SKIPPED: redis-cli is not installed (Debian's package redis-tools has it)");
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String text(Object reply) {
		return (reply instanceof byte[] bytes) ? SafeEncoder.encode(bytes) : String.valueOf(reply);
	}

	private static ProtocolKeyword keyword(String name) {
		return new ProtocolKeyword() {

			@Override
			public byte[] getBytes() {
				return name.getBytes(StandardCharsets.US_ASCII);
			}

			@Override
			public String toString() {
				return name;
			}

		};
	}

}
