package org.bourse.access;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AccessPropertiesTest {

	@Test
	void theSameHashInOtherLettersIsAnotherTokensAlready() {
		AccessProperties.Token alice = token("alice", "sha256:" + "0a".repeat(32));
		AccessProperties.Token bob = token("bob", "sha256:" + "0A".repeat(32));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new AccessProperties(false, List.of(alice, bob), "roles"))
			.withMessageContaining("bourse.access.tokens[1].hash")
			.withMessageContaining("is another token's hash already");
	}

	private static AccessProperties.Token token(String name, String hash) {
		return new AccessProperties.Token(name, hash, Set.of(Role.READ), 0);
	}

}
