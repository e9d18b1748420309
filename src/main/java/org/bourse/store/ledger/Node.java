package org.bourse.store.ledger;

import java.time.Instant;
import java.util.UUID;

/**
 * One start of a server, as the ledger knows it.
 *
 * @param id differs for each start
 * @param name what the operator calls the server
 */
public record Node(String id, String name, Instant startedAt) {

	public static Node named(String name, Instant now) {
		return new Node(UUID.randomUUID().toString(), name, now);
	}

}
