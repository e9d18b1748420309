package org.bourse.limits;

import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many of the files that the process may open the clients of each door may take. The
 * shares add up to less than all, so that a flood at one door takes nothing from the
 * others, or from what the store and the JVM need.
 */
public enum OpenFiles {

	/** So many of a hundred that are not reserved. */
	SOCKET(52), GRPC(24), HTTP(24);

	private static final Logger logger = LoggerFactory.getLogger(OpenFiles.class);

	/**
	 * For the ledger, databases, jars and selectors: their number is the same for any.
	 */
	private static final int RESERVED = 256;

	private final int share;

	OpenFiles(int share) {
		this.share = share;
	}

	/**
	 * As many connections as are wanted, or fewer if the process may not open so many
	 * files; then the log says so.
	 * @param setting that wants them
	 * @param wanted below 0 for any number, as Tomcat has it
	 */
	public int lower(String setting, int wanted) {
		if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
			return wanted;
		}
		int possible = possible(wanted, unix.getMaxFileDescriptorCount());
		if (possible != wanted) {
			logger.warn("{} lowered from {} to {}: the process may open {} files", setting, wanted, possible,
					unix.getMaxFileDescriptorCount());
		}
		return possible;
	}

	/**
	 * As many of what keeps a connection as are wanted, or fewer, quietly: half of the
	 * door's connections are left to others.
	 */
	public int lowerToHalf(int wanted) {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? half(wanted, unix.getMaxFileDescriptorCount()) : wanted;
	}

	/**
	 * @param files that the process may open
	 */
	int half(int wanted, long files) {
		return Math.max(1, Math.min(wanted, possible(-1, files) / 2));
	}

	/**
	 * @param files that the process may open
	 */
	int possible(int wanted, long files) {
		int possible = (int) Math.max(1, Math.min(Integer.MAX_VALUE, (files - RESERVED) / 100 * this.share));
		return (wanted < 0) ? possible : Math.min(wanted, possible);
	}

}
