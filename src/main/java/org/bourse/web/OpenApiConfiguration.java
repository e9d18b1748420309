package org.bourse.web;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.servers.Server;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;

/**
 * What the description of the API has besides what the endpoints say. Lazy, as few starts
 * are asked for it.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
@SuppressWarnings({ "rawtypes", "unchecked" }) // Of the library.
class OpenApiConfiguration {

	private static final List<Class<? extends Record>> ANSWERS = List.of(Quote.class, TradeAnswer.class,
			HistoryEndpoint.CandleRow.class, HistoryEndpoint.TradeRow.class, HistoryEndpoint.EventRow.class,
			Problem.Body.class, Problem.Violation.class);

	private static final List<Class<? extends Record>> REQUESTS = List.of(HaltsEndpoint.HaltRequest.class,
			HaltsEndpoint.ResumeRequest.class);

	/** The description of all this, made when it is first asked for. */
	@Bean
	OpenAPI openApi(ObjectProvider<BuildProperties> build) {
		BuildProperties known = build.getIfAvailable();
		return new OpenAPI()
			.info(new Info().title("Bourse")
				.description("One stock market: quotes, trades, halts. Prices are exact decimals, in strings.")
				.version((known != null && known.getVersion() != null) ? known.getVersion() : "unknown"))
			// Not the name that the client used: whoever asked first would choose it for
			// all.
			.servers(List.of(new Server().url("/")));
	}

	/** All that is not an answer is a problem. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	OpenApiCustomizer problemsInOpenApi() {
		return (api) -> {
			ModelConverters.getInstance(true)
				.readAll(Problem.Body.class)
				.forEach((name, schema) -> api.getComponents().addSchemas(name, schema));
			Content problem = new Content().addMediaType(MediaType.APPLICATION_PROBLEM_JSON_VALUE,
					new io.swagger.v3.oas.models.media.MediaType()
						.schema(new Schema<>().$ref("#/components/schemas/Problem")));
			api.getPaths()
				.values()
				.stream()
				.flatMap((path) -> path.readOperations().stream())
				.forEach((operation) -> operation.getResponses()
					.addApiResponse("default",
							new ApiResponse().description("Why there is no answer (RFC 9457)").content(problem)));
		};
	}

	/** What the types of bodies say already, and the library does not read. */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	OpenApiCustomizer nullsInOpenApi() {
		return (api) -> {
			Map<String, Schema> schemas = api.getComponents().getSchemas();
			Stream.concat(ANSWERS.stream(), REQUESTS.stream())
				.forEach((type) -> ModelConverters.getInstance(true).readAll(type).forEach(schemas::putIfAbsent));
			ANSWERS.forEach((type) -> {
				Schema<?> schema = schema(schemas, type);
				schema.setRequired(Arrays.stream(type.getRecordComponents())
					.filter((field) -> field.getAccessor().getAnnotation(JsonInclude.class) == null)
					.map(RecordComponent::getName)
					.toList());
			});
			Stream.concat(ANSWERS.stream(), REQUESTS.stream())
				.forEach((type) -> Arrays.stream(type.getRecordComponents())
					.filter((field) -> field.getAnnotatedType().isAnnotationPresent(Nullable.class))
					.filter((field) -> field.getAccessor().getAnnotation(JsonInclude.class) == null)
					.forEach((field) -> allowNull(schema(schemas, type).getProperties().get(field.getName()))));
		};
	}

	private static Schema<?> schema(Map<String, Schema> schemas, Class<? extends Record> type) {
		io.swagger.v3.oas.annotations.media.Schema named = type
			.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
		return Objects.requireNonNull(schemas.get((named != null) ? named.name() : type.getSimpleName()),
				type::getName);
	}

	private static void allowNull(Schema property) {
		property.addType("null");
		if (property.getEnum() != null) {
			property.addEnumItemObject(null);
		}
	}

}
