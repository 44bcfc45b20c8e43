/** The window's policy drops literal style attributes. `style:` directives go through the CSSOM and are fine. */
export default {
  meta: {
    type: 'problem',
    schema: [],
    messages: { style: 'The policy of the window drops this: use a class or a style: directive.' },
  },
  create(context) {
    return {
      SvelteAttribute(node) {
        if (node.key?.name === 'style') context.report({ node, messageId: 'style' });
      },
    };
  },
};
