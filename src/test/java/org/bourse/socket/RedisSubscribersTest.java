package org.bourse.socket;

import java.io.BufferedReader;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.bourse.domain.Price;
import org.bourse.domain.Symbol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients of Redis subscribe as they do to Redis.
 */
class RedisSubscribersTest {

	private TestListener door;

	@BeforeEach
	void open() {
		this.door = new TestListener();
	}

	@AfterEach
	void close() {
		this.door.close();
	}

	@ParameterizedTest
	@EnumSource(RedisProtocol.class)
	void jedisSubscribes(RedisProtocol protocol) throws Exception {
		HostAndPort address = new HostAndPort("127.0.0.1", this.door.listener().port());
		BlockingQueue<String> events = new LinkedBlockingQueue<>();
		JedisPubSub subscriber = new JedisPubSub() {

			@Override
			public void onSubscribe(String channel, int count) {
				events.add("subscribe " + channel + " " + count);
			}

			@Override
			public void onMessage(String channel, String message) {
				events.add(channel + " " + price(message));
			}

			@Override
			public void onPSubscribe(String pattern, int count) {
				events.add("psubscribe " + pattern + " " + count);
			}

			@Override
			public void onPMessage(String pattern, String channel, String message) {
				events.add(pattern + " " + channel + " " + price(message));
			}

			@Override
			public void onPUnsubscribe(String pattern, int count) {
				events.add("punsubscribe " + pattern + " " + count);
			}

			@Override
			public void onPong(String pattern) {
				events.add("pong " + pattern);
			}

			@Override
			public void onUnsubscribe(String channel, int count) {
				events.add("unsubscribe " + channel + " " + count);
			}

		};
		try (Jedis jedis = new Jedis(address, DefaultJedisClientConfig.builder().protocol(protocol).build())) {
			Thread thread = new Thread(() -> jedis.subscribe(subscriber, "GameStart"));
			thread.start();
			assertThat(take(events)).isEqualTo("subscribe GameStart 1");
			assertThat(take(events)).isEqualTo("GameStart 15.99");
			this.door.market().update(new Symbol("GameStart"), Price.parse("16.01")).join();
			assertThat(take(events)).isEqualTo("GameStart 16.01");
			subscriber.psubscribe("Fish*");
			assertThat(take(events)).isEqualTo("psubscribe Fish* 2");
			assertThat(take(events)).isEqualTo("Fish* FishCo 18.5");
			subscriber.ping();
			assertThat(take(events)).isEqualTo((protocol == RedisProtocol.RESP3) ? "pong null" : "pong ");
			subscriber.unsubscribe();
			assertThat(take(events)).isEqualTo("unsubscribe GameStart 1");
			subscriber.punsubscribe();
			assertThat(take(events)).isEqualTo("punsubscribe Fish* 0");
			thread.join();
			assertThat(jedis.ping()).isEqualTo("PONG");
		}
	}

	@ParameterizedTest
	@EnumSource(ProtocolVersion.class)
	void lettuceSubscribes(ProtocolVersion version) throws Exception {
		RedisClient client = RedisClient.create(RedisURI.builder()
			.withHost("127.0.0.1")
			.withPort(this.door.listener().port())
			.withTimeout(Duration.ofSeconds(20))
			.build());
		client.setOptions(ClientOptions.builder().protocolVersion(version).build());
		BlockingQueue<String> events = new LinkedBlockingQueue<>();
		try (StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub()) {
			connection.addListener(new RedisPubSubAdapter<>() {

				@Override
				public void message(String channel, String message) {
					events.add(channel + " " + price(message));
				}

				@Override
				public void message(String pattern, String channel, String message) {
					events.add(pattern + " " + channel + " " + price(message));
				}

			});
			connection.sync().subscribe("GameStart");
			assertThat(take(events)).isEqualTo("GameStart 15.99");
			connection.sync().psubscribe("Fish*");
			assertThat(take(events)).isEqualTo("Fish* FishCo 18.5");
			if (version == ProtocolVersion.RESP3) {
				assertThat(connection.sync().echo("meanwhile")).isEqualTo("meanwhile");
			}
			this.door.market().update(new Symbol("FishCo"), Price.parse("19")).join();
			assertThat(take(events)).isEqualTo("Fish* FishCo 19");
			connection.sync().punsubscribe("Fish*");
			connection.sync().unsubscribe("GameStart");
			assertThat(connection.sync().ping()).isEqualTo("PONG");
		}
		finally {
			client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
		}
	}

	@Test
	@EnabledIf("org.bourse.RedisClientsTest#redisCliIsInstalled")
	void redisCliPrintsWhatIsPushed() throws Exception {
		Process process = new ProcessBuilder("redis-cli", "-p", Integer.toString(this.door.listener().port()), "--csv",
				"SUBSCRIBE", "GameStart", "Nope")
			.start();
		try (BufferedReader lines = process.inputReader(); RawClient other = this.door.connect()) {
			assertThat(lines.readLine()).startsWith("Reading messages");
			assertThat(lines.readLine()).isEqualTo("\"subscribe\",\"GameStart\",1");
			assertThat(lines.readLine()).isEqualTo("\"subscribe\",\"Nope\",2");
			assertThat(lines.readLine()).startsWith("\"message\",\"GameStart\",\"{").contains("15.99");
			other.ask("UPDATE GameStart 16.01");
			assertThat(lines.readLine()).startsWith("\"message\",\"GameStart\",\"{").contains("16.01");
		}
		finally {
			process.destroy();
		}
	}

	private static String take(BlockingQueue<String> events) throws InterruptedException {
		String event = events.poll(20, TimeUnit.SECONDS);
		assertThat(event).as("an event within 20 s").isNotNull();
		return event;
	}

	/** The price in a message. */
	private static String price(String json) {
		return json.replaceAll(".*\"price\":\"([0-9.]+)\".*", "$1");
	}

}
