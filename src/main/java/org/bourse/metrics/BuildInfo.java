package org.bourse.metrics;

/**
 * Which Bourse this is.
 *
 * @param version of the build, or unknown
 * @param commit the short name of the commit that it was built from, or unknown
 * @param store the kind of the store: memory, sqlite or postgresql
 */
public record BuildInfo(String version, String commit, String store) {

	public static final String UNKNOWN = "unknown";

	/**
	 * The part of a store's URL that says which kind it is. Nothing else of it may be
	 * told: there may be a password in it.
	 */
	static String storeOf(String url) {
		String[] parts = url.split(":", 3);
		return (parts[0].equals("jdbc") && parts.length > 1) ? parts[1] : parts[0];
	}

}
