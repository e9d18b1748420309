package org.bourse.benchmarks;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * What Boot makes of the libraries of Bourse by itself, in its default settings: HTTP
 * with the actuator, and a gRPC server with observations and a pool of threads.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
class BootServer {

	@Bean
	ConstantStockService stockService() {
		return new ConstantStockService();
	}

	public static void main(String[] args) {
		SpringApplication.run(BootServer.class, args);
	}

}
