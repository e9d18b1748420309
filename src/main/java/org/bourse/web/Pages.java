package org.bourse.web;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * How answers of many parts are cut into pages.
 */
final class Pages {

	private Pages() {
	}

	/**
	 * The most parts of one page.
	 * @param given the parameter {@code limit}; null if it was not given
	 */
	static int limit(Fields fields, @Nullable String given, int byDefault, int most) {
		if (given == null) {
			return byDefault;
		}
		if (given.matches("[1-9][0-9]{0,8}")) {
			int limit = Integer.parseInt(given);
			if (limit <= most) {
				return limit;
			}
		}
		fields.violated("limit", ProblemType.PAGE_SIZE_INVALID, "limit must be a whole number from 1 to " + most);
		return byDefault;
	}

	/** The present request; to be asked for on its thread. */
	static Here here() {
		// Path and query only, as the server does not know its own name.
		return new Here(ServletUriComponentsBuilder.fromCurrentRequest().scheme(null).host(null).port(null));
	}

	/** Where a page was asked for. */
	record Here(UriComponentsBuilder uri) {

		/**
		 * The header Link to the next page: this request with one parameter replaced.
		 */
		String next(String parameter, Object value) {
			UriComponentsBuilder next = this.uri.cloneBuilder();
			// A name may be written in percent signs, and would then be there twice.
			for (String name : this.uri.build().getQueryParams().keySet()) {
				if (UriUtils.decode(name, StandardCharsets.UTF_8).equals(parameter)) {
					next.replaceQueryParam(name);
				}
			}
			return "<" + next.queryParam(parameter, value).build().toUriString() + ">; rel=\"next\"";
		}

	}

}
