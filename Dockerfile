# Builds the jar and an image that runs it. The image holds a JRE, the application in layers, and nothing else of ours.

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
COPY proto proto
COPY src src
RUN mvn -B -q package -DskipTests \
 && java -Djarmode=tools -jar target/bourse.jar extract --layers --destination target/layers
# SQLite's native library would unpack itself into /tmp, which is no place for code in a container.
RUN mkdir target/native && cd target/native \
 && jar xf ../layers/dependencies/lib/sqlite-jdbc-*.jar org/sqlite/native/Linux \
 && mv "org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so" . && rm -r org \
 && mkdir ../data

FROM eclipse-temurin:25-jre-noble
WORKDIR /bourse
COPY --from=build /build/target/layers/dependencies/ ./
COPY --from=build /build/target/layers/spring-boot-loader/ ./
COPY --from=build /build/target/layers/snapshot-dependencies/ ./
COPY --from=build /build/target/layers/application/ ./
COPY --from=build /build/target/native/ native/
COPY --from=build --chown=10001:10001 /build/target/data/ data/

USER 10001:10001
# The ledger, unless BOURSE_STORE_URL says otherwise.
VOLUME /bourse/data
EXPOSE 8888 9090 8080

# In a container loopback is nobody's; which addresses are published is the business of whoever runs it.
ENV BOURSE_SOCKET_ADDRESS=0.0.0.0 \
    SPRING_GRPC_SERVER_ADDRESS=0.0.0.0 \
    SERVER_ADDRESS=0.0.0.0

# The image has no curl and no redis-cli, but bash can open a socket.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8888 && printf 'PING\\r\\n' >&3 && read -r -t 2 reply <&3 && [[ $reply == +PONG* ]]"]

# Exec form, so that SIGTERM reaches the server. Options of the JVM: JAVA_TOOL_OPTIONS.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-Dorg.sqlite.lib.path=/bourse/native", "-Dorg.sqlite.lib.name=libsqlitejdbc.so", "-jar", "bourse.jar"]
