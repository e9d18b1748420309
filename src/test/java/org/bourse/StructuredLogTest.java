package org.bourse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A line of the log as JSON, with the settings that the server has.
 */
class StructuredLogTest {

	@Test
	void aLineHasTheFieldsOfElasticsSchema() throws IOException {
		JsonNode line = line("ecs", Map.of("bourse.store.node", "bourse-1"));
		assertThat(line.at("/service/name").asString()).isEqualTo("bourse");
		assertThat(line.at("/service/node/name").asString()).isEqualTo("bourse-1");
		assertThat(line.at("/log/level").asString()).isEqualTo("INFO");
		assertThat(line.at("/message").asString()).isEqualTo("told");
		assertThat(line.path("trace.id").asString()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
		assertThat(line.path("span.id").asString()).isEqualTo("b7ad6b7169203331");
		assertThat(line.has("traceId")).isFalse();
		assertThat(line.has("spanId")).isFalse();
	}

	@Test
	void aServerWithoutANameHasThatOfItsHostOrNone() throws IOException {
		assertThat(line("ecs", Map.of("HOSTNAME", "c0ffee")).at("/service/node/name").asString()).isEqualTo("c0ffee");
		assertThat(line("ecs", Map.of("HOSTNAME", "")).at("/service/node").has("name")).isFalse();
	}

	private static JsonNode line(String format, Map<String, Object> settings) throws IOException {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("settings", settings));
		new YamlPropertySourceLoader().load("application", new ClassPathResource("application.yml"))
			.forEach(environment.getPropertySources()::addLast);
		LoggerContext context = new LoggerContext();
		context.putObject(Environment.class.getName(), environment);
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		encoder.setContext(context);
		encoder.setFormat(format);
		encoder.start();
		LoggingEvent event = new LoggingEvent("fqcn", context.getLogger("org.bourse.Test"), Level.INFO, "told", null,
				null);
		event.setMDCPropertyMap(Map.of("traceId", "0af7651916cd43dd8448eb211c80319c", "spanId", "b7ad6b7169203331"));
		return JsonMapper.shared().readTree(new String(encoder.encode(event), StandardCharsets.UTF_8));
	}

}
