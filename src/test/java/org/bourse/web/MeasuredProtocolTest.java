package org.bourse.web;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MeasuredProtocolTest {

	@Test
	void clientsNeverTakeMoreThanAQuarterOfTheOpenFiles() {
		assertThat(MeasuredProtocol.possibleConnections(4096, 1_048_576)).isEqualTo(4096);
		assertThat(MeasuredProtocol.possibleConnections(4096, 1024)).isEqualTo(256);
		assertThat(MeasuredProtocol.possibleConnections(100, 1024)).isEqualTo(100);
		assertThat(MeasuredProtocol.possibleConnections(-1, 1024)).isEqualTo(256);
		assertThat(MeasuredProtocol.possibleConnections(-1, Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
		assertThat(MeasuredProtocol.possibleConnections(4096, 4)).isEqualTo(1);
	}

}
