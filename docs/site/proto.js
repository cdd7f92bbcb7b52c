// Colors of schemas, which mdBook's highlighter does not know. It has run by now, and left them plain.
hljs.registerLanguage("proto", (hljs) => ({
  keywords: {
    keyword:
      "syntax edition import public weak option package message group enum service rpc returns stream extend " +
      "extensions reserved oneof map optional required repeated to max export local",
    built_in:
      "double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string bytes",
    literal: "true false inf nan",
  },
  contains: [
    // What rules find, in their examples.
    { className: "finding", begin: /\/\/(\s*\^|[~@!] )/, end: /$/ },
    hljs.C_LINE_COMMENT_MODE,
    hljs.C_BLOCK_COMMENT_MODE,
    hljs.QUOTE_STRING_MODE,
    hljs.APOS_STRING_MODE,
    hljs.C_NUMBER_MODE,
    {
      className: "class",
      beginKeywords: "message enum service extend oneof group",
      end: /[{=\n]/,
      excludeEnd: true,
      contains: [hljs.inherit(hljs.TITLE_MODE, { begin: /[\w.]+/ })],
    },
  ],
}));
document.querySelectorAll("code.language-proto").forEach((block) => hljs.highlightBlock(block));
