package org.bourse.limits;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class OpenFilesTest {

	@ParameterizedTest
	@ValueSource(longs = { 356, 400, 1024, 4096, 65_536, 1_048_576 })
	void theClientsOfAllDoorsLeave256Files(long files) {
		long taken = Arrays.stream(OpenFiles.values()).mapToLong((door) -> door.possible(-1, files)).sum();
		assertThat(files - taken).isGreaterThanOrEqualTo(256);
	}

	@Test
	void theSocketHasHalfOfTheRestAndTheOthersAQuarterEach() {
		assertThat(OpenFiles.SOCKET.possible(10_000, 1024)).isEqualTo(364);
		assertThat(OpenFiles.GRPC.possible(4096, 1024)).isEqualTo(168);
		assertThat(OpenFiles.HTTP.possible(4096, 1024)).isEqualTo(168);
	}

	@Test
	void theDefaultsFitIntoTwentyThousandFiles() {
		assertThat(OpenFiles.SOCKET.possible(10_000, 20_000)).isEqualTo(10_000);
		assertThat(OpenFiles.GRPC.possible(4096, 20_000)).isEqualTo(4096);
		assertThat(OpenFiles.HTTP.possible(4096, 20_000)).isEqualTo(4096);
	}

	@Test
	void whatIsWantedIsNeverRaised() {
		assertThat(OpenFiles.SOCKET.possible(100, 1024)).isEqualTo(100);
		assertThat(OpenFiles.GRPC.possible(10_000, 1_048_576)).isEqualTo(10_000);
		assertThat(OpenFiles.HTTP.possible(4096, Long.MAX_VALUE)).isEqualTo(4096);
	}

	@Test
	void anyNumberIsAsManyAsThereMayBe() {
		assertThat(OpenFiles.HTTP.possible(-1, 1024)).isEqualTo(168);
		assertThat(OpenFiles.HTTP.possible(-1, Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
	}

	@Test
	void streamsOverHttpTakeHalfOfItsConnectionsAtMost() {
		assertThat(OpenFiles.HTTP.half(1000, 1024)).isEqualTo(84);
		assertThat(OpenFiles.HTTP.half(10, 1024)).isEqualTo(10);
		assertThat(OpenFiles.HTTP.half(1000, 20_000)).isEqualTo(1000);
	}

	@Test
	void oneClientMayAlwaysCome() {
		assertThat(OpenFiles.GRPC.possible(10_000, 4)).isEqualTo(1);
		assertThat(OpenFiles.HTTP.half(1000, 4)).isEqualTo(1);
	}

}
