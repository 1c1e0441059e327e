// RabbitMQ in oslo.messaging's pattern: a topic exchange, a queue of replies for each client, and acknowledgements on both sides.
import { randomUUID } from "node:crypto";
import amqplib from "amqplib";
import { startRabbitServer } from "../rabbit-server.js";

export const broker = startRabbitServer;

const EXCHANGE = "bench";
const open = async (port) => {
  // Without noDelay a lone call waits for Nagle's algorithm.
  const link = await amqplib.connect(`amqp://guest:guest@127.0.0.1:${port}`, { noDelay: true });
  const channel = await link.createChannel();
  await channel.assertExchange(EXCHANGE, "topic", { durable: false });
  return channel;
};
const encode = (value) => Buffer.from(JSON.stringify(value));
const decode = (message) => JSON.parse(message.content.toString());

export async function server({ port }) {
  const channel = await open(port);
  const { queue } = await channel.assertQueue("bench.echo", { durable: false });
  await channel.bindQueue(queue, EXCHANGE, "bench.echo");
  await channel.prefetch(256);
  await channel.consume(queue, (message) => {
    const { replyTo, correlationId } = message.properties;
    channel.sendToQueue(replyTo, encode(decode(message)), { correlationId });
    channel.ack(message);
  });
}

export async function client({ port }) {
  const channel = await open(port);
  const { queue: replyTo } = await channel.assertQueue("", { exclusive: true });
  const waiting = new Map();
  await channel.consume(replyTo, (message) => {
    const { correlationId } = message.properties;
    waiting.get(correlationId)?.(decode(message));
    waiting.delete(correlationId);
    channel.ack(message);
  });
  return (payload) =>
    new Promise((resolve) => {
      const correlationId = randomUUID();
      waiting.set(correlationId, resolve);
      channel.publish(EXCHANGE, "bench.echo", encode(payload), { replyTo, correlationId });
    });
}
