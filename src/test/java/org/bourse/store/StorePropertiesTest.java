package org.bourse.store;

import java.time.Duration;
import java.util.Map;

import org.bourse.log.Durations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class StorePropertiesTest {

	private static StoreProperties bind(String key, String value) {
		return new Binder(new MapConfigurationPropertySource(Map.of("bourse.store." + key, value)))
			.bindOrCreate("bourse.store", Bindable.of(StoreProperties.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", value = {
			"url | jdbc:mysql://x/y | jdbc:mysql://x/y | must be memory:, or begin with jdbc:sqlite: or jdbc:postgresql:",
			"url | memory | memory | must be memory:, or begin with jdbc:sqlite: or jdbc:postgresql:",
			"url | postgres://bo:secret@host/x | postgres://...@host/x | must be memory:, or begin with jdbc:sqlite: or jdbc:postgresql:",
			"url | jdbc:postgresql://bo:secret@host/x | jdbc:postgresql://...@host/x | must be jdbc:postgresql://HOST:PORT/DATABASE, without credentials: those are bourse.store.username and bourse.store.password",
			"url | jdbc:postgresql://host:54x32/x?password=secret | jdbc:postgresql://host:54x32/x | must be jdbc:postgresql://HOST:PORT/DATABASE, without credentials: those are bourse.store.username and bourse.store.password",
			"url | jdbc:sqlite: | jdbc:sqlite: | must name a plain file, such as jdbc:sqlite:data/bourse.db; memory: keeps stocks in memory",
			"timeout | 1ms | 1ms | must be a duration from 100ms to 10m",
			"start-timeout | 11m | 11m | must be a duration from 0s to 10m",
			"compare-interval | 10s | 10s | must be shorter than bourse.store.max-staleness, which is 10s",
			"queue-capacity | 0 | 0 | must be a whole number from 1 to 1048576",
			"max-batch | 1048577 | 1048577 | must be a whole number from 1 to 1048576",
			"node | a/b | a/b | must be 1 to 64 of A-Z a-z 0-9 . _ -" })
	void aBadValueIsRefusedWithItsKeyAndTheReasonAndNoPassword(String key, String value, String told, String reason) {
		assertThatException().isThrownBy(() -> bind(key, value))
			.havingRootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
				assertThat(ex.getName()).isEqualTo("bourse.store." + key);
				assertThat(text(ex.getValue())).isEqualTo(told);
				assertThat(ex.getReason()).isEqualTo(reason);
			});
	}

	private static String text(@Nullable Object value) {
		return (value instanceof Duration duration) ? Durations.text(duration) : String.valueOf(value);
	}

	@Test
	void aPasswordIsNotPartOfItsText() {
		assertThat(bind("password", "secret")).hasToString("StoreProperties[node=null]");
	}

}
