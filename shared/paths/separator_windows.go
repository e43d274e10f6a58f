package paths

const separator = `\`
