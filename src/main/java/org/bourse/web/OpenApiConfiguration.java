package org.bourse.web;

import java.util.List;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.servers.Server;
import org.springdoc.core.customizers.OpenApiCustomizer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.MediaType;

/**
 * What the description of the API has besides what the endpoints say. Lazy, as few starts
 * are asked for it.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
class OpenApiConfiguration {

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
	@SuppressWarnings("rawtypes") // Of the library.
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

}
