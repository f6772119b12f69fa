/** Names of what passes between main process, preload script and page. Apart from their schemas: the preload script forwards and needs no more. */

/** The page's requests, answered by the main process. */
export const requestChannel = 'studio:request'
/** Messages of the main process to the page. */
export const messageChannel = 'studio:message'
/** Carries the engine's port, from the main process to the preload script and on as the `data` of a message event in the page. */
export const enginePortMessage = 'studio:engine-port'
/** Asks the engine to end what outlives a call, and then itself. */
export const engineCloseMessage = 'close'
