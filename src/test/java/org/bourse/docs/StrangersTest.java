package org.bourse.docs;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.bourse.RunningBourse;
import org.bourse.access.Role;
import org.bourse.access.TokenHash;
import org.junit.jupiter.api.Test;

/**
 * What a server with tokens answers to whoever has none, a wrong one or one for something
 * else is what the page says: everything that can be asked at each door is asked.
 */
class StrangersTest {

	private static final Path PAGE = Path.of("docs/strangers.md");

	@Test
	void thePageTellsWhatEachDoorAnswers() throws Exception {
		Map<String, String> tokens = new LinkedHashMap<>();
		String[] settings = new String[Role.values().length * 3];
		for (Role role : Role.values()) {
			tokens.put(role.toString(), TokenHash.newToken());
			String place = "--bourse.access.tokens[" + role.ordinal() + "].";
			int at = role.ordinal() * 3;
			settings[at] = place + "name=" + role;
			settings[at + 1] = place + "hash=" + TokenHash.of(tokens.get(role.toString()));
			settings[at + 2] = place + "roles=" + role;
		}
		ExecutorService threads = Executors.newCachedThreadPool();
		try (RunningBourse bourse = new RunningBourse(settings)) {
			String socket = new AnswersTable(tokens)
				.of(new SocketKnocks(bourse, threads).all(tokens.get(Role.READ.toString())));
			String grpc = new AnswersTable(tokens).of(new GrpcKnocks(bourse).all());
			String http = new AnswersTable(tokens).of(new HttpKnocks(bourse).all());
			new GeneratedPage(PAGE, StrangersTest.class)
				.has("\n## Socket\n\n" + socket + "\n## gRPC\n\n" + grpc + "\n## HTTP\n\n" + http + "\n");
		}
		finally {
			threads.shutdownNow();
		}
	}

}
