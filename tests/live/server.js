// A gRPC server that answers reflection for the services of a descriptor set, and nothing else.
//
//     node server.js SET [--cert FILE --key FILE [--ca FILE]] [--token TOKEN]
//
// Prints its port. With --ca it asks clients for a certificate, with --token for `authorization: Bearer TOKEN`.
const { readFileSync } = require("fs");
const { parseArgs } = require("util");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");
const { ReflectionService } = require("@grpc/reflection");

const text = { type: "string" };
const { values: args, positionals } = parseArgs({
  options: { cert: text, key: text, ca: text, token: text },
  allowPositionals: true,
});

const refusal = {
  start: (next) =>
    next({
      onReceiveMetadata(metadata, proceed) {
        const isKnown = metadata.get("authorization").includes(`Bearer ${args.token}`);
        if (isKnown) return proceed(metadata);
        this.call.sendStatus({ code: grpc.status.UNAUTHENTICATED, details: "the token is missing or wrong" });
      },
    }),
};
const interceptor = (_method, call) => {
  const listener = refusal.start((handlers) => ({
    onReceiveMetadata: handlers.onReceiveMetadata.bind({ call }),
    onReceiveMessage: (message, proceed) => proceed(message),
    onReceiveHalfClose: (proceed) => proceed(),
    onCancel: () => {},
  }));
  return new grpc.ServerInterceptingCall(call, { start: (next) => next(listener) });
};

const definition = loader.loadFileDescriptorSetFromBuffer(readFileSync(positionals[0]));
const server = new grpc.Server({
  interceptors: args.token ? [interceptor] : [],
  "grpc.max_send_message_length": -1,
});
new ReflectionService(definition).addToServer(server);
const read = (path) => readFileSync(path);
const credentials = args.cert
  ? grpc.ServerCredentials.createSsl(
      args.ca ? read(args.ca) : null,
      [{ private_key: read(args.key), cert_chain: read(args.cert) }],
      Boolean(args.ca),
    )
  : grpc.ServerCredentials.createInsecure();
server.bindAsync("127.0.0.1:0", credentials, (error, port) => {
  if (error) throw error;
  console.log(port);
});
// The script that started the server holds the other end.
process.stdin.resume().on("end", () => process.exit(0));
