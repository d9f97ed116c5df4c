// Two columns of text, for pages that explain words.

package page

// twoColumns is the width from which on the page has two columns.
const twoColumns = 110
