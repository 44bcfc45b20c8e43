/** Texts live in messages.ts, so that a second language is a second file: no literal words in markup. */
export default {
  meta: { type: 'problem', schema: [], messages: { literal: 'Put “{{text}}” into a messages.ts.' } },
  create(context) {
    return {
      SvelteText(node) {
        const text = node.value.trim();
        const inStyleOrScript = ['SvelteStyleElement', 'SvelteScriptElement'].includes(node.parent?.type);
        if (!inStyleOrScript && /\p{L}{2,}/u.test(text)) {
          context.report({ node, messageId: 'literal', data: { text: text.slice(0, 40) } });
        }
      },
    };
  },
};
