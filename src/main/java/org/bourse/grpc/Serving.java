package org.bourse.grpc;

import java.util.Set;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import org.bourse.proto.v1.StockServiceGrpc;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.grpc.server.health.HealthCheckedGrpcComponent;
import org.springframework.boot.grpc.server.health.HealthCheckedGrpcComponents;
import org.springframework.boot.grpc.server.health.StatusAggregator;
import org.springframework.boot.grpc.server.health.StatusMapper;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;

/**
 * What is told of health through gRPC: of the server and of its one service the same, and
 * the same as of the group {@code readiness} through HTTP. Boot asks again all the time.
 */
final class Serving implements HealthCheckedGrpcComponents {

	private static final String SERVER = "";

	private final HealthEndpointGroups groups;

	private final HealthStatusManager manager;

	private final HealthCheckedGrpcComponent readiness = new Readiness();

	Serving(HealthEndpointGroups groups, HealthStatusManager manager) {
		this.groups = groups;
		this.manager = manager;
		// Else it would be serving from the first moment on.
		manager.setStatus(SERVER, ServingStatus.NOT_SERVING);
		manager.setStatus(StockServiceGrpc.SERVICE_NAME, ServingStatus.NOT_SERVING);
	}

	/** Says NOT_SERVING to all who ask and all who watch, for ever. */
	void end() {
		this.manager.enterTerminalState();
	}

	@Override
	public HealthCheckedGrpcComponent getServer() {
		return this.readiness;
	}

	@Override
	public Set<String> getServiceNames() {
		return Set.of(StockServiceGrpc.SERVICE_NAME);
	}

	@Override
	public @Nullable HealthCheckedGrpcComponent getService(String name) {
		return StockServiceGrpc.SERVICE_NAME.equals(name) ? this.readiness : null;
	}

	private final class Readiness implements HealthCheckedGrpcComponent {

		@Override
		public boolean isMember(String name) {
			HealthEndpointGroup group = Serving.this.groups.get("readiness");
			return group != null && group.isMember(name);
		}

		@Override
		public StatusAggregator getStatusAggregator() {
			return StatusAggregator.getDefault();
		}

		@Override
		public StatusMapper getStatusMapper() {
			return StatusMapper.getDefault();
		}

	}

}
