package org.bourse;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.net.URLEncoder;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of the HTTP door.
 */
final class HttpTrader implements TradingContract.Trader {

	private final RunningBourse bourse;

	HttpTrader(RunningBourse bourse) {
		this.bourse = bourse;
	}

	@Override
	public String lookup(String symbol) throws Exception {
		HttpResponse<String> response = this.bourse.get(path(symbol));
		return (response.statusCode() == 200) ? json(response).get("price").asString()
				: Long.toString(code(response, 0));
	}

	@Override
	public long trade(String symbol, long quantity, String side, String id) throws Exception {
		String body = "{\"quantity\":" + quantity + ",\"side\":\"" + side + "\"}";
		HttpResponse<String> response = id.isEmpty() ? this.bourse.send("POST", path(symbol) + "/trades", body)
				: this.bourse.send("POST", path(symbol) + "/trades", body, "Idempotency-Key", id);
		if (response.statusCode() != 200) {
			return code(response, -3);
		}
		return json(response).get("outcome").asString().equals("EXECUTED") ? 1 : 0;
	}

	@Override
	public long update(String symbol, String price) throws Exception {
		HttpResponse<String> response = this.bourse.send("PUT", path(symbol) + "/price",
				"{\"price\":\"" + price + "\"}");
		return (response.statusCode() == 200) ? 1 : code(response, -2);
	}

	@Override
	public String quote(String symbol) throws Exception {
		JsonNode stock = json(this.bourse.get(path(symbol)));
		return stock.get("price").asString() + " " + stock.get("volume") + " " + stock.get("volumeLimit") + " "
				+ stock.get("status").asString() + " " + stock.get("haltReason").asString("-");
	}

	private static String path(String symbol) {
		return "/api/v1/stocks/" + URLEncoder.encode(symbol, StandardCharsets.UTF_8);
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	private static long code(HttpResponse<String> response, long invalid) {
		return switch (response.statusCode()) {
			case 404 -> -1;
			case 400 -> invalid;
			default -> throw new IllegalStateException(response + " " + response.body());
		};
	}

	@Override
	public void close() {
		// Connections are the client's own affair.
	}

}
