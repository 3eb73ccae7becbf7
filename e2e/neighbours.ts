// Machines of others, on this one: a mail server that keeps what it is given, and the receiver of a webhook, which checks
// signatures by itself.

import { createHmac } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createInterface } from 'node:readline';

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

export class MailServer {
  readonly letters: string[] = [];

  private constructor(readonly server: Server) {}

  static async begin(): Promise<{ mail: MailServer; url: string }> {
    const server = createServer();
    const mail = new MailServer(server);
    server.on('connection', (socket) => {
      let letter: string[] | undefined;
      socket.on('error', () => socket.destroy());
      const say = (line: string) => socket.write(`${line}\r\n`);
      say('220 here');
      createInterface({ input: socket }).on('line', (line) => {
        if (letter !== undefined) {
          if (line !== '.') letter.push(line);
          else {
            // Quoted-printable lines are joined, so that a link can be read.
            mail.letters.push(letter.join('\n').replaceAll('=\n', '').replaceAll('=3D', '='));
            letter = undefined;
            say('250 taken');
          }
        } else if (line === 'DATA') {
          letter = [];
          say('354 go on');
        } else if (line === 'QUIT') socket.end('221 bye\r\n');
        else say('250 well');
      });
    });
    return { mail, url: `smtp://127.0.0.1:${await listening(server)}` };
  }

  end(): void {
    this.server.close();
  }
}

export interface Call {
  readonly id: string;
  readonly body: string;
  readonly isSignedWith: (secret: string) => boolean;
}

export class Receiver {
  readonly calls: Call[] = [];
  /** What it answers from now on. */
  status = 200;

  private constructor(readonly server: Server) {}

  static async begin(): Promise<{ receiver: Receiver; url: string }> {
    const server = createHttpServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const header = (name: string) => String(request.headers[name]);
        const [id, timestamp, signatures] = [header('webhook-id'), header('webhook-timestamp'), header('webhook-signature')];
        const isSignedWith = (secret: string) => {
          const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
          return signatures.split(' ').includes(`v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
        };
        receiver.calls.push({ id, body, isSignedWith });
        response.writeHead(receiver.status).end(receiver.status === 200 ? 'thanks' : 'our disk is full');
      });
    });
    const receiver = new Receiver(server);
    return { receiver, url: `http://127.0.0.1:${await listening(server)}/asset-qc` };
  }

  end(): void {
    this.server.close();
  }
}
