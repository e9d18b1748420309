package org.bourse.web;

import org.bourse.access.Credentials;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether callers have to say who they are.
 */
final class CredentialsConfigured implements Condition {

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		return Credentials.areConfigured(context.getEnvironment());
	}

}
