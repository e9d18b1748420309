package org.bourse.domain;

import org.jspecify.annotations.Nullable;

/**
 * How trading in a stock is to go on.
 *
 * @param volumeLimit the limit from now on, at least 1; null to leave it
 * @param resetsVolume whether the volume of the session begins at 0 again
 */
public record Resumption(@Nullable Long volumeLimit, boolean resetsVolume) {

	/** As it was before the halt. */
	public static final Resumption PLAIN = new Resumption(null, false);

	/** With the volume of the session at 0 again. */
	public static final Resumption RESET = new Resumption(null, true);

	public Resumption {
		if (volumeLimit != null && resetsVolume) {
			throw new IllegalArgumentException("a new limit and a reset are two ways to resume; choose one");
		}
	}

	/**
	 * With another volume limit.
	 * @param volumeLimit at least 1
	 */
	public static Resumption withLimit(long volumeLimit) {
		return new Resumption(Stock.requireVolumeLimit(volumeLimit), false);
	}

}
