package tokencache

const separator = `\`
