package org.bourse.grpc;

import java.util.Collection;

import io.grpc.MethodDescriptor;
import org.bourse.access.Role;
import org.bourse.proto.v1.StockServiceGrpc;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CallAccessTest {

	static Collection<MethodDescriptor<?, ?>> methods() {
		return StockServiceGrpc.getServiceDescriptor().getMethods();
	}

	@ParameterizedTest
	@MethodSource("methods")
	void eachMethodOfTheServiceNeedsTheRoleThatItsNameSays(MethodDescriptor<?, ?> method) {
		assertThat(CallAccess.role(method.getFullMethodName()))
			.isEqualTo(switch (String.valueOf(method.getBareMethodName())) {
				case "Trade", "TradeStream" -> Role.TRADE;
				case "Update" -> Role.FEED;
				case "Halt", "Resume" -> Role.ADMIN;
				default -> Role.READ;
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "bourse.v1.StockService/Delist", "bourse.v2.StockService/Lookup", "" })
	void whatIsNotOfTheServiceIsForNobody(String method) {
		assertThat(CallAccess.role(method)).isNull();
	}

}
