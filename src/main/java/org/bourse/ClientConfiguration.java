package org.bourse;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.CompositeChannelFactoryAutoConfiguration;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * The client programs. Of Boot's auto-configurations they get the gRPC client's only, so
 * that they start fast.
 */
@Configuration(proxyBeanMethods = false)
@Profile("client")
@ImportAutoConfiguration({ SslAutoConfiguration.class, GrpcClientAutoConfiguration.class,
		CompositeChannelFactoryAutoConfiguration.class })
@ComponentScan({ "org.bourse.client", "org.bourse.verify" })
class ClientConfiguration {

}
