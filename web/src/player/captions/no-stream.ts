// The XML parser beneath imsc asks for Node's streams, of which it makes a class that nobody uses in a browser.

export class Stream {}
