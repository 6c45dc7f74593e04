import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Ends connections when the server closes: at once those on which nobody waits for an answer, the others after it. Node
 * would wait for a connection on which nothing, or half a request, was sent, and browsers open such ahead of time.
 */
export function endConnectionsAtClose(app: FastifyInstance): void {
  const open = new Map<Socket, IncomingMessage | null>();
  let isClosing = false;
  app.server.on('connection', (socket: Socket) => {
    open.set(socket, null);
    socket.once('close', () => open.delete(socket));
  });
  app.server.on('request', (request, response) => {
    const { socket } = request;
    open.set(socket, request);
    response.once('close', () => {
      if (isClosing) socket.end();
      else if (open.has(socket)) open.set(socket, null);
    });
  });
  app.addHook('preClose', (done) => {
    isClosing = true;
    for (const [socket, request] of open) if (!request?.complete) socket.destroy();
    done();
  });
}
