// What a journey does not show is done through the API: the server of the journeys, as the API tests know one.
import { request } from "node:http";

/** For `Client` of the API tests. */
export const server = {
  raw: ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const { hostname, port, host } = new URL(process.env.KLISIDA_ORIGIN);
      const sent = request({ hostname, port, method, path, headers: { ...headers, host } }, (answer) => {
        const chunks = [];
        answer.on("data", (it) => chunks.push(it));
        answer.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: answer.statusCode, text, headers: answer.headers, header: (name) => answer.headers[name] ?? "" });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    }),
};
