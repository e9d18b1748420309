package org.bourse.ops;

import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1HTTPGetAction;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1SecretKeySelector;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import org.bourse.RunningBourse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What stands in {@code ops/kubernetes} is what the API of Kubernetes takes, and what the
 * server has: its settings, ports, paths and graces.
 */
class KubernetesManifestsTest {

	private static final Path FOLDER = Path.of("ops/kubernetes");

	private static final String KUSTOMIZATION = "kustomization.yaml";

	private static final Pattern YAML_BLOCK = Pattern.compile("^```yaml\\n(.*?)^```$",
			Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern HEAP_PERCENTAGE = Pattern.compile("^-XX:MaxRAMPercentage=(\\d+)$", Pattern.MULTILINE);

	/**
	 * How long a stop waits at most where somebody decides it; ARCHITECTURE.md has the
	 * steps.
	 */
	private static final List<String> GRACES_OF_THE_STOP = List.of("bourse.shutdown.delay",
			"spring.grpc.server.shutdown.grace-period", "bourse.socket.shutdown-grace",
			"spring.lifecycle.timeout-per-shutdown-phase", "bourse.store.timeout");

	/** And where nobody does. */
	private static final Map<String, Duration> WAITS_OF_THE_STOP = Map.of("an acceptor that backs off",
			Duration.ofMillis(1600), "the feed", Duration.ofSeconds(2), "last events", Duration.ofSeconds(2),
			"workers that close their clients", Duration.ofSeconds(2), "a thread that the database holds",
			Duration.ofSeconds(2));

	private final List<Manifest> manifests = files().map(Manifest::read).flatMap(Collection::stream).toList();

	private final V1Deployment deployment = only(V1Deployment.class);

	private final V1PodSpec pod = Objects.requireNonNull(this.deployment.getSpec().getTemplate().getSpec());

	private final V1Container container = this.pod.getContainers().get(0);

	private final Map<String, String> settings = Objects.requireNonNull(only(V1ConfigMap.class).getData());

	private static Stream<Path> files() {
		try (Stream<Path> files = Files.list(FOLDER)) {
			return files.filter((file) -> file.toString().endsWith(".yaml"))
				.filter((file) -> !file.endsWith(KUSTOMIZATION))
				.sorted()
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@MethodSource("files")
	void eachFileIsWhatTheApiTakes(Path file) {
		List<Manifest> documents = Manifest.read(file);
		assertThat(documents).isNotEmpty();
		assertThat(documents).allSatisfy((document) -> assertThatCode(document::object).doesNotThrowAnyException());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					an unknown field   | "periodSeconds":2        | "periodSecond":2       | `periodSecond` in the JSON string is not defined
					a missing field    | "name":"bourse","image"  | "image"                | required field `name` is not found
					another type       | "replicas":2             | "replicas":"2"         | "replicas":"2"
					no quantity        | "memory":"768Mi"         | "memory":"768Mo"       | Could not parse suffix
					no such kind       | "apps/v1"                | "apps/v2"              | unknown kind: apps/v2 Deployment
					""")
	void aMistakeIsTold(String mistake, String right, String wrong, String told) {
		String document = Manifest.read(FOLDER.resolve("deployment.yaml")).get(0).json().toString();
		assertThat(document).as(mistake).contains(right);
		Manifest broken = new Manifest(JsonParser.parseString(document.replace(right, wrong)));
		assertThatIllegalArgumentException().as(mistake).isThrownBy(broken::object).withMessageContaining(told);
	}

	@Test
	void theKustomizationHasEveryFile() {
		JsonObject kustomization = Manifest.read(FOLDER.resolve(KUSTOMIZATION)).get(0).json().getAsJsonObject();
		assertThat(texts(kustomization.get("resources")))
			.containsExactlyInAnyOrderElementsOf(files().map((file) -> file.getFileName().toString()).toList());
		JsonObject image = kustomization.getAsJsonArray("images").get(0).getAsJsonObject();
		assertThat(image.get("name").getAsString()).isEqualTo(this.container.getImage());
	}

	@Test
	void everyVariableIsASettingWithAValueOfItsType() throws Exception {
		Map<String, String> types = settingTypes();
		Map<String, String> variables = new LinkedHashMap<>(this.settings);
		for (V1EnvVar variable : Objects.requireNonNull(this.container.getEnv())) {
			assertThat(variables.put(variable.getName(), "")).as(variable.getName()).isNull();
		}
		assertThat(variables.keySet()).allMatch(types::containsKey);
		for (Map.Entry<String, String> variable : this.settings.entrySet()) {
			Class<?> type = Class.forName(types.get(variable.getKey()).replaceFirst("<.*", ""));
			assertThat(ApplicationConversionService.getSharedInstance().convert(variable.getValue(), type))
				.as(variable.getKey())
				.isNotNull();
		}
	}

	@Test
	void secretsAreOutsideOfTheRepositoryAndTheReadmeSaysHowToMakeThem() throws IOException {
		Map<String, V1SecretKeySelector> secrets = new HashMap<>();
		for (V1EnvVar variable : Objects.requireNonNull(this.container.getEnv())) {
			assertThat(variable.getValue()).as(variable.getName()).isNull();
			V1SecretKeySelector secret = Objects.requireNonNull(variable.getValueFrom()).getSecretKeyRef();
			if (secret != null) {
				secrets.put(variable.getName(), secret);
			}
		}
		assertThat(secrets).containsOnlyKeys("BOURSE_STORE_USERNAME", "BOURSE_STORE_PASSWORD");
		assertThat(this.settings.keySet()).noneMatch((name) -> name.contains("PASSWORD") || name.contains("USER"));
		assertThat(this.manifests).noneMatch((manifest) -> manifest.text("kind").equals("Secret"));
		String readme = Files.readString(FOLDER.resolve("README.md"));
		for (V1SecretKeySelector secret : secrets.values()) {
			assertThat(readme).contains("create secret generic " + secret.getName())
				.containsPattern("--from-(literal|file)=" + secret.getKey() + "=");
		}
	}

	@Test
	void portsAreThoseOfTheServerAndServicesLeadToThem() throws IOException {
		Map<String, Integer> ports = new HashMap<>();
		for (V1ContainerPort port : Objects.requireNonNull(this.container.getPorts())) {
			ports.put(port.getName(), port.getContainerPort());
		}
		assertThat(ports).isEqualTo(Map.of("socket", number("bourse.socket.port"), "grpc",
				number("spring.grpc.server.port"), "http", number("server.port")));
		Map<String, Map<String, Integer>> services = new HashMap<>();
		Manifest.objects(this.manifests, V1Service.class).forEach((service) -> {
			Map<String, Integer> led = new HashMap<>();
			for (V1ServicePort port : Objects.requireNonNull(service.getSpec().getPorts())) {
				led.put(port.getTargetPort().getStrValue(), port.getPort());
			}
			services.put(service.getMetadata().getName(), led);
		});
		assertThat(services)
			.isEqualTo(Map.of("bourse", ports, "bourse-headless", Map.of("grpc", number("spring.grpc.server.port"))));
		List<V1NetworkPolicyPort> allowed = only(V1NetworkPolicy.class).getSpec()
			.getIngress()
			.stream()
			.flatMap((rule) -> rule.getPorts().stream())
			.toList();
		assertThat(allowed).extracting((port) -> port.getPort().getStrValue()).isSubsetOf(ports.keySet());
	}

	/** Alerts ask for a job of this name; one that has another would keep them silent. */
	@Test
	void prometheusFindsThePodsAsTheJobThatTheAlertsGoBy() throws IOException {
		JsonObject compose = Manifest.read(Path.of("ops/prometheus/prometheus.yml")).get(0).json().getAsJsonObject();
		String job = only(compose, "scrape_configs").get("job_name").getAsString();
		List<JsonObject> documented = readmeYaml();
		assertThat(documented).hasSize(2);
		Map<String, String> labels = this.deployment.getSpec().getTemplate().getMetadata().getLabels();

		JsonObject scrape = only(documented.get(0), "scrape_configs");
		assertThat(scrape.get("job_name").getAsString()).isEqualTo(job);
		JsonObject relabelling = only(scrape, "relabel_configs");
		assertThat(relabelling.getAsJsonArray("source_labels")).extracting(JsonElement::getAsString)
			.containsExactly("__meta_kubernetes_pod_label_app_kubernetes_io_name",
					"__meta_kubernetes_pod_container_port_name", "__meta_kubernetes_pod_phase");
		assertThat(relabelling.get("regex").getAsString())
			.isEqualTo(labels.get("app.kubernetes.io/name") + ";http;Running");

		JsonObject monitor = documented.get(1).getAsJsonObject("spec");
		assertThat(labels).containsEntry(monitor.get("jobLabel").getAsString(), job);
		JsonObject selected = monitor.getAsJsonObject("selector").getAsJsonObject("matchLabels");
		assertThat(selected.keySet())
			.allSatisfy((label) -> assertThat(labels).containsEntry(label, selected.get(label).getAsString()));
		JsonObject endpoint = only(monitor, "podMetricsEndpoints");
		assertThat(endpoint.get("port").getAsString()).isEqualTo("http");
		assertThat(endpoint.get("path")).isEqualTo(scrape.get("metrics_path"));
	}

	@Test
	void whatIsProbedAndScrapedIsAnswered() throws Exception {
		List<String> paths = new ArrayList<>();
		for (V1Probe probe : List.of(this.container.getStartupProbe(), this.container.getLivenessProbe(),
				this.container.getReadinessProbe())) {
			V1HTTPGetAction get = Objects.requireNonNull(probe.getHttpGet());
			assertThat(get.getPort().getStrValue()).isEqualTo("http");
			paths.add(get.getPath());
		}
		assertThat(paths).containsExactly("/livez", "/livez", "/readyz");
		paths.add(only(readmeYaml().get(0), "scrape_configs").get("metrics_path").getAsString());
		HttpClient client = HttpClient.newHttpClient();
		try (RunningBourse bourse = new RunningBourse()) {
			for (String path : paths) {
				URI uri = URI.create("http://127.0.0.1:" + bourse.httpPort() + path);
				assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode())
					.as(path)
					.isEqualTo(200);
			}
		}
	}

	@Test
	void aPodHasTimeForAllGracesAndAStartForItsPatience() throws IOException {
		Duration waits = WAITS_OF_THE_STOP.values().stream().reduce(Duration.ZERO, Duration::plus);
		for (String grace : GRACES_OF_THE_STOP) {
			String ofPods = this.settings.get(variable(grace));
			waits = waits.plus(duration((ofPods != null) ? ofPods : setting(grace)));
		}
		// The JVM itself, and a busy machine.
		Duration rest = Duration.ofSeconds(20);
		assertThat(Duration.ofSeconds(this.pod.getTerminationGracePeriodSeconds())).isGreaterThan(waits.plus(rest));
		V1Probe startup = Objects.requireNonNull(this.container.getStartupProbe());
		assertThat(Duration.ofSeconds((long) startup.getPeriodSeconds() * startup.getFailureThreshold()))
			.isGreaterThan(duration(setting("bourse.store.start-timeout")).plus(rest));
	}

	@Test
	void theMemoryIsSharedAsTheImageSharesIt() throws IOException {
		assertThat(Files.readString(FOLDER.resolve("deployment.yaml")))
			.contains("The JVM takes " + firstGroup(HEAP_PERCENTAGE, Path.of("ops/image/jvm.options"))
					+ " % of the memory for its heap at most");
	}

	@Test
	void everySelectorSelectsThePods() {
		Map<String, String> labels = this.deployment.getSpec().getTemplate().getMetadata().getLabels();
		List<Map<String, String>> selectors = new ArrayList<>();
		selectors.add(labels(this.deployment.getSpec().getSelector()));
		selectors.add(labels(only(V1PodDisruptionBudget.class).getSpec().getSelector()));
		selectors.add(labels(only(V1NetworkPolicy.class).getSpec().getPodSelector()));
		this.pod.getTopologySpreadConstraints()
			.forEach((constraint) -> selectors.add(labels(constraint.getLabelSelector())));
		Manifest.objects(this.manifests, V1Service.class)
			.forEach((service) -> selectors.add(service.getSpec().getSelector()));
		assertThat(selectors).hasSize(7).allMatch(labels::equals);
	}

	private static Map<String, String> labels(V1LabelSelector selector) {
		return Objects.requireNonNull(selector.getMatchLabels());
	}

	private <T> T only(Class<T> type) {
		List<T> objects = Manifest.objects(this.manifests, type).toList();
		assertThat(objects).hasSize(1);
		return objects.get(0);
	}

	/** The only element of an array. */
	private static JsonObject only(JsonObject object, String array) {
		assertThat(object.getAsJsonArray(array)).as(array).hasSize(1);
		return object.getAsJsonArray(array).get(0).getAsJsonObject();
	}

	/** What readers are told to give to others than kubectl. */
	private static List<JsonObject> readmeYaml() throws IOException {
		return YAML_BLOCK.matcher(Files.readString(FOLDER.resolve("README.md")))
			.results()
			.map((block) -> new Gson().toJsonTree(new Yaml().load(block.group(1))).getAsJsonObject())
			.toList();
	}

	private static String firstGroup(Pattern pattern, Path file) throws IOException {
		List<String> found = pattern.matcher(Files.readString(file)).results().map((match) -> match.group(1)).toList();
		assertThat(found).as(file.toString()).hasSize(1);
		return found.get(0);
	}

	private static Duration duration(String value) {
		return Objects.requireNonNull(ApplicationConversionService.getSharedInstance().convert(value, Duration.class));
	}

	private static int number(String setting) throws IOException {
		return Integer.parseInt(setting(setting));
	}

	/** As it stands in application.yml. */
	private static String setting(String name) throws IOException {
		for (PropertySource<?> source : new YamlPropertySourceLoader().load("defaults",
				new FileSystemResource("src/main/resources/application.yml"))) {
			Object value = source.getProperty(name);
			if (value != null) {
				return value.toString();
			}
		}
		throw new IllegalStateException("no default of " + name);
	}

	/** The name of the variable that gives a setting. */
	private static String variable(String setting) {
		return setting.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
	}

	/** The types of all settings, Boot's too, by the names of their variables. */
	private static Map<String, String> settingTypes() throws IOException {
		Map<String, String> types = new HashMap<>();
		for (URL url : Collections.list(KubernetesManifestsTest.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStreamReader reader = new InputStreamReader(url.openStream(), StandardCharsets.UTF_8)) {
				for (JsonElement property : JsonParser.parseReader(reader)
					.getAsJsonObject()
					.getAsJsonArray("properties")) {
					JsonObject setting = property.getAsJsonObject();
					JsonElement type = setting.get("type");
					types.put(variable(setting.get("name").getAsString()),
							(type != null) ? type.getAsString() : "java.lang.String");
				}
			}
		}
		return types;
	}

	private static Collection<String> texts(JsonElement array) {
		Collection<String> texts = new TreeSet<>();
		array.getAsJsonArray().forEach((text) -> texts.add(text.getAsString()));
		return texts;
	}

}
