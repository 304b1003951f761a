/** What the exchange is called where it is one Asterisk. Calls that were kept before nodes had names are on it. */
export const MAIN_NODE = 'main';
