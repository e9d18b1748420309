package org.bourse.client.bench;

/**
 * The percentiles that are told.
 */
enum Percentile {

	P50("p50", 50, 2), P90("p90", 90, 10), P99("p99", 99, 100), P99_9("p99.9", 99.9, 1000), MAX("max", 100, 1);

	private final String text;

	private final double percent;

	private final long needed;

	Percentile(String text, double percent, long needed) {
		this.text = text;
		this.percent = percent;
		this.needed = needed;
	}

	double percent() {
		return this.percent;
	}

	/**
	 * How many answers it needs: with fewer, none may lie beyond it, and it would be the
	 * maximum by another name.
	 */
	long needed() {
		return this.needed;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
