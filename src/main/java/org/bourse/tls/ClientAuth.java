package org.bourse.tls;

/**
 * Whether clients have to show a certificate of their own.
 */
public enum ClientAuth {

	/** They are not asked. */
	NONE,
	/** They are asked; one that is shown must be trusted. */
	WANT,
	/** Without one that is trusted there is no connection. */
	NEED

}
