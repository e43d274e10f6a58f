// Package envname reads credentials from environment variables. A registry's name is
// encoded in a variable's name, and can be decoded from it. Other programs replace both
// `.` and `-` by `_` and fall back to parent domains, so that the variables of one
// registry also apply to another.
package envname

import "strings"

// code replaces the characters of `host[:port]` that a variable's name cannot contain.
var code = strings.NewReplacer(".", "__", "-", "_2D_", ":", "_3A_", "_", "_5F_", "[", "_5B_", "]", "_5D_")

// Encode encodes `host[:port]` for a variable's name: `my-registry.example:5000` becomes
// `my_2D_registry__example_3A_5000`. Two different hosts never have the same encoding.
func Encode(host string) string { return code.Replace(strings.ToLower(host)) }

// Decode decodes a name that Encode returned, unchanged or in upper case. ok is false for
// any other name.
func Decode(name string) (string, bool) {
	var out strings.Builder
	for rest := name; rest != ""; {
		plain, after, found := strings.Cut(rest, "_")
		out.WriteString(strings.ToLower(plain))
		if !found {
			break
		}
		char, width := special(after)
		if width == 0 {
			return "", false
		}
		out.WriteByte(char)
		rest = after[width:]
	}
	host := out.String()
	encoded := Encode(host)
	return host, host != "" && (encoded == name || strings.ToUpper(encoded) == name)
}

func special(after string) (char byte, width int) {
	if strings.HasPrefix(after, "_") {
		return '.', 1
	}
	for hex, char := range map[string]byte{"2D_": '-', "3A_": ':', "5F_": '_', "5B_": '[', "5D_": ']'} {
		if strings.HasPrefix(after, hex) {
			return char, len(hex)
		}
	}
	return 0, 0
}
