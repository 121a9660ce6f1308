// Een model zoals Jupyter dat aan de onderdelen geeft, maar dan zonder Python: elke vraag krijgt hier meteen antwoord.

/**
 * Het deel van een model van Jupyter dat de onderdelen gebruiken.
 * @param {Record<string, any>} state wat er met `get` te vragen is
 * @param {(message: any) => [any, any[]]} answer geeft [bericht, buffers] bij een vraag
 */
export function answering(state, answer) {
  const listeners = {};
  const tell = (event, ...values) => {
    for (const listener of listeners[event] ?? []) listener(...values);
  };
  return {
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      tell(`change:${name}`);
    },
    on(event, listener) {
      listeners[event] ??= new Set();
      listeners[event].add(listener);
    },
    off: (event, listener) => listeners[event]?.delete(listener),
    send(message) {
      queueMicrotask(() => {
        const [reply, buffers] = answer(message);
        tell("msg:custom", { ...reply, request: message.request }, buffers);
      });
    },
    save_changes() {},
  };
}
