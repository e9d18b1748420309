package org.bourse.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.kubernetes.client.custom.QuantityFormatException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A document for Kubernetes, as it stands in a file.
 */
record Manifest(JsonElement json) {

	/** By apiVersion and kind. */
	private static final Map<String, Schema<?>> SCHEMAS = Map.of("v1 Namespace",
			new Schema<>(V1Namespace.class, V1Namespace::validateJsonElement), "v1 ServiceAccount",
			new Schema<>(V1ServiceAccount.class, V1ServiceAccount::validateJsonElement), "v1 ConfigMap",
			new Schema<>(V1ConfigMap.class, V1ConfigMap::validateJsonElement), "v1 Service",
			new Schema<>(V1Service.class, V1Service::validateJsonElement), "apps/v1 Deployment",
			new Schema<>(V1Deployment.class, V1Deployment::validateJsonElement), "policy/v1 PodDisruptionBudget",
			new Schema<>(V1PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement),
			"networking.k8s.io/v1 NetworkPolicy",
			new Schema<>(V1NetworkPolicy.class, V1NetworkPolicy::validateJsonElement));

	/** All documents of a file. No key may stand twice. */
	static List<Manifest> read(Path file) {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		try {
			Iterable<Object> documents = new Yaml(new SafeConstructor(options)).loadAll(Files.readString(file));
			return StreamSupport.stream(documents.spliterator(), false)
				.map((document) -> new Manifest(new Gson().toJsonTree(document)))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The object that it describes.
	 * @throws IllegalArgumentException if Kubernetes does not know the kind, a field is
	 * unknown, a required one is missing, or a value is not of the field's type
	 */
	Object object() {
		String kind = text("apiVersion") + " " + text("kind");
		Schema<?> schema = SCHEMAS.get(kind);
		if (schema == null) {
			throw new IllegalArgumentException("unknown kind: " + kind);
		}
		return schema.read(this.json);
	}

	String text(String field) {
		return this.json.getAsJsonObject().get(field).getAsString();
	}

	/** The objects of that type among those of all files. */
	static <T> Stream<T> objects(List<Manifest> manifests, Class<T> type) {
		return manifests.stream().map(Manifest::object).filter(type::isInstance).map(type::cast);
	}

	private record Schema<T>(Class<T> type, Check check) {

		T read(JsonElement json) {
			try {
				this.check.check(json);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			T object;
			try {
				object = JSON.getGson().fromJson(json, this.type);
			}
			catch (JsonParseException | QuantityFormatException ex) {
				throw new IllegalArgumentException(ex);
			}
			// Gson reads "2" as a number and 2 as a text; the API does not.
			JsonElement understood = withoutEmpty(JSON.getGson().toJsonTree(object));
			if (!understood.equals(withoutEmpty(json))) {
				throw new IllegalArgumentException("understood as " + understood + " but written " + json);
			}
			return object;
		}

		/** The models have empty lists and maps where nothing was written. */
		private static JsonElement withoutEmpty(JsonElement json) {
			if (!json.isJsonObject()) {
				return json;
			}
			JsonObject rest = new JsonObject();
			json.getAsJsonObject().asMap().forEach((field, value) -> {
				JsonElement kept = value.isJsonArray() ? withoutEmpty(value.getAsJsonArray()) : withoutEmpty(value);
				boolean empty = (kept.isJsonArray() && kept.getAsJsonArray().isEmpty())
						|| (kept.isJsonObject() && kept.getAsJsonObject().isEmpty());
				if (!empty) {
					rest.add(field, kept);
				}
			});
			return rest;
		}

		private static JsonArray withoutEmpty(JsonArray array) {
			JsonArray rest = new JsonArray();
			array.forEach((element) -> rest.add(withoutEmpty(element)));
			return rest;
		}

	}

	@FunctionalInterface
	private interface Check {

		void check(JsonElement json) throws IOException;

	}

}
