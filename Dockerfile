# Builds the jar and an image that runs it: a JRE, the application in layers, and an AOT cache with which it starts in less
# than half the time. Which commit it is can be told: docker build --build-arg COMMIT="$(git rev-parse HEAD)" -t bourse .

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
COPY proto proto
COPY src src
# What the build would otherwise read from .git, which is not here.
ARG COMMIT=
RUN if [ -n "$COMMIT" ]; then \
      printf 'git.commit.id=%s\ngit.commit.id.abbrev=%.7s\n' "$COMMIT" "$COMMIT" > src/main/resources/git.properties; \
    fi \
 && mvn -B -q package -DskipTests \
 && java -Djarmode=tools -jar target/bourse.jar extract --layers --destination target/layers
# Native libraries would unpack themselves into /tmp, which is no place for code in a container.
RUN mkdir target/native target/data && cd target/native \
 && jar xf ../layers/dependencies/lib/sqlite-jdbc-*.jar org/sqlite/native/Linux \
 && arch="$(uname -m)" \
 && jar xf ../layers/dependencies/lib/netty-transport-native-epoll-*-linux-"$(echo "$arch" | sed s/aarch64/aarch_64/)".jar \
      META-INF/native \
 && mv "org/sqlite/native/Linux/$arch/libsqlitejdbc.so" META-INF/native/*.so . && rm -r org META-INF

FROM eclipse-temurin:25-jre-noble AS application
WORKDIR /bourse
COPY --from=build /build/target/layers/dependencies/ ./
COPY --from=build /build/target/layers/spring-boot-loader/ ./
COPY --from=build /build/target/layers/snapshot-dependencies/ ./
COPY --from=build /build/target/native/ native/
COPY --from=build /build/target/layers/application/ ./
COPY ops/image/jvm.options ./

# In the image that the cache is for: it holds for this JRE and these very files only.
FROM application AS training
COPY ops/image/train ./
RUN bash ./train

FROM application
COPY --from=training /bourse/bourse.aot ./
COPY --from=build --chown=10001:10001 /build/target/data/ data/

ARG COMMIT=
LABEL org.opencontainers.image.title="Bourse" \
      org.opencontainers.image.description="A stock quote and trading server behind a raw socket, gRPC and HTTP" \
      org.opencontainers.image.revision="$COMMIT"

USER 10001:10001
EXPOSE 8888 9090 8080

# In a container loopback is nobody's; which addresses are published is the business of whoever runs it.
ENV BOURSE_SOCKET_ADDRESS=0.0.0.0 \
    SPRING_GRPC_SERVER_ADDRESS=0.0.0.0 \
    SERVER_ADDRESS=0.0.0.0

# Readiness, as that is what those who ask want to know: whether to send clients here. bash opens the socket, as the image
# has no curl.
HEALTHCHECK --interval=3s --timeout=3s --start-period=60s --retries=3 \
  CMD ["bash", "-c", "exec 3<>\"/dev/tcp/127.0.0.1/${SERVER_PORT:-8080}\" && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r -t 2 -u 3 _ status _ && [[ $status == 200 ]]"]

# Exec form, so that SIGTERM reaches the server. Where the cache cannot be used the JVM says so and starts without it.
ENTRYPOINT ["java", "@/bourse/jvm.options", "-XX:AOTCache=/bourse/bourse.aot", "-jar", "bourse.jar"]
