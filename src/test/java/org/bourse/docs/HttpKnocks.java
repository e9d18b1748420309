package org.bourse.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.bourse.RunningBourse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every path that the description of the API has, every endpoint of the actuator in the
 * class path, every file of the board, and what there is not.
 */
final class HttpKnocks {

	private static final Path FILES = Path.of("src/main/resources/static");

	private static final Pattern ENDPOINT = Pattern.compile("management\\.endpoint\\.([a-z]+)\\.access");

	private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

	private final RunningBourse bourse;

	private final HttpClient client = HttpClient.newHttpClient();

	HttpKnocks(RunningBourse bourse) {
		this.bourse = bourse;
	}

	List<Knock> all() throws IOException, InterruptedException {
		List<Knock> knocks = new ArrayList<>();
		api(knocks);
		for (String path : List.of("/", "/index.html", "/webjars/echarts/echarts.esm.min.js", "/livez", "/readyz",
				"/swagger-ui.html", "/swagger-ui/index.html", "/v3/api-docs", "/v3/api-docs.yaml",
				"/v3/api-docs/swagger-config")) {
			knocks.add(knock("GET", path));
		}
		try (Stream<Path> files = Files.walk(FILES.resolve("board"))) {
			files.filter(Files::isRegularFile)
				.forEach((file) -> knocks.add(knock("GET /board/FILE", "GET", "/" + FILES.relativize(file))));
		}
		actuator(knocks);
		for (String path : List.of("/something", "/api/v1/something", "/api/v2/stocks", "/board/something",
				"/webjars/something", "/favicon.ico", "/actuator/..;/env", "/actuator/health/..;/env",
				"/actuator/health/../env", "/actuator/health/%2e%2e/env", "/actuator/health/..%2fenv",
				"/board/../api/v1/stocks", "/board/..;/api/v1/stocks", "/board/%2e%2e/api/v1/stocks",
				"/board/%252e%252e/api/v1/stocks", "//api/v1/stocks", "/api/v1/stocks/", "/api/v1/stocks;a=b",
				"/API/v1/stocks", "/api/v1/stocks%00", "/board/..%5c..%5capplication.yml")) {
			knocks.add(knock("GET", path));
		}
		knocks.add(knock("HEAD", "/api/v1/stocks"));
		knocks.add(knock("HEAD", "/"));
		knocks.add(knock("POST", "/"));
		knocks.add(knock("POST", "/board/main.js"));
		knocks.add(knock("PUT", "/board/main.js"));
		knocks.add(knock("DELETE", "/board/main.js"));
		knocks.add(knock("POST", "/actuator/health"));
		knocks.add(knock("POST", "/actuator/shutdown"));
		knocks.add(knock("TRACE", "/"));
		knocks.add(knock("PROPFIND", "/"));
		knocks.add(knock("OPTIONS", "/"));
		knocks.add(knock("OPTIONS", "/api/v1/stocks"));
		knocks.add(knock("OPTIONS", "/something"));
		knocks.add(knock("OPTIONS", "/actuator/env"));
		return knocks;
	}

	private void api(List<Knock> knocks) throws IOException, InterruptedException {
		JsonNode paths = JsonMapper.shared().readTree(this.bourse.get("/v3/api-docs").body()).get("paths");
		for (String path : new TreeSet<>(paths.propertyNames())) {
			for (String method : METHODS) {
				boolean offered = paths.get(path).has(method.toLowerCase(Locale.ROOT));
				knocks.add(knock(offered ? method + " " + path : "any other method of these paths", method,
						path.replace("{symbol}", "GameStart")));
			}
		}
		assertThat(knocks).isNotEmpty();
	}

	private void actuator(List<Knock> knocks) throws IOException {
		TreeSet<String> endpoints = new TreeSet<>();
		for (String setting : Setting.ofClassPath().keySet()) {
			Matcher matcher = ENDPOINT.matcher(setting);
			if (matcher.matches()) {
				endpoints.add(matcher.group(1));
			}
		}
		assertThat(endpoints).contains("env", "health", "heapdump", "prometheus", "shutdown");
		knocks.add(knock("GET", "/actuator"));
		endpoints.forEach((endpoint) -> knocks.add(knock("GET", "/actuator/" + endpoint)));
	}

	private Knock knock(String method, String path) {
		return knock(method + " " + path, method, path);
	}

	private Knock knock(String name, String method, String path) {
		return new Knock(name, (token) -> ask(method, path, token)
			.thenApply((answer) -> answer.replace(": " + method + " of this path", ": … of this path")));
	}

	private CompletableFuture<String> ask(String method, String path, @Nullable String token) {
		boolean withBody = List.of("POST", "PUT", "PATCH").contains(method);
		HttpRequest.Builder request = HttpRequest.newBuilder(this.bourse.http(path))
			.method(method, withBody ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
		if (withBody) {
			request.header("Content-Type", "application/json");
		}
		if (token != null) {
			request.header("Authorization", "Bearer " + token);
		}
		return this.client.sendAsync(request.build(), BodyHandlers.ofInputStream()).thenApply(HttpKnocks::text);
	}

	/**
	 * Of a good answer only the status and what headers tell, as a stream has no end.
	 */
	private static String text(HttpResponse<InputStream> answer) {
		try (InputStream body = answer.body()) {
			StringBuilder text = new StringBuilder().append(answer.statusCode());
			if (answer.statusCode() < 400) {
				for (String name : List.of("Location", "Allow")) {
					answer.headers()
						.firstValue(name)
						.ifPresent((value) -> text.append(", ").append(name).append(": ").append(value));
				}
			}
			else if (!answer.request().method().equals("HEAD")) {
				JsonNode problem = JsonMapper.shared().readTree(body);
				text.append(' ')
					.append(problem.get("code").asString())
					.append(": ")
					.append(problem.get("detail").asString());
			}
			return text.toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
