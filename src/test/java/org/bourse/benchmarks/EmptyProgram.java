package org.bourse.benchmarks;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * A Boot application that starts, does nothing and ends: the least that a client program
 * can cost.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class EmptyProgram {

	public static void main(String[] args) {
		System.exit(SpringApplication.exit(SpringApplication.run(EmptyProgram.class, args)));
	}

}
