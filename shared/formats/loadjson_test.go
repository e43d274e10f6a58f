package formats

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf16"
)

// odd are texts that are valid JSON and that YAML parsers fail on.
var odd = map[string]string{
	"a slash with an escape": `p\/w`,
	"a surrogate pair":       `p\ud83d\ude00w`,
	"DEL":                    "p\x7fw",
	"C1":                     "p\u0080\u009fw",
	"U+FFFF":                 "p\uffffw",
	"an escaped U+FFFF":      `p\uffffw`,
	"a line separator":       "p\u2028w",
	"a tab with an escape":   `p\tw`,
}

// TestJSON: JSON is parsed as by encoding/json, in a config and in every format around
// one, alone and in a stream.
func TestJSON(t *testing.T) {
	for what, text := range odd {
		var want string
		if err := json.Unmarshal([]byte(`"`+text+`"`), &want); err != nil {
			t.Fatal(err)
		}
		config := `{"auths":{"a.example":{"username":"u","password":"` + text + `"}}}`
		quoted, err := json.Marshal(config)
		if err != nil {
			t.Fatal(err)
		}
		long := `"annotations":{"` + strings.Repeat("k", 3000) + `":"` + text + `"}`
		secret := `{"kind":"Secret","type":"kubernetes.io\/dockerconfigjson","metadata":{` + long +
			`},"stringData":{".dockerconfigjson":` + string(quoted) + `}}`
		other := `{"kind":"Pod","metadata":{` + long + `}}`
		for shape, document := range map[string]string{
			"a config":            config,
			"a Secret":            secret,
			"a List":              `{"kind":"List","items":[` + other + `,` + secret + `]}`,
			"one after the other": other + "\n" + secret,
			"a stream":            other + "\n---\n" + secret + "\n---\nkind: Pod\n",
			"an opaque Secret":    strings.Replace(secret, `kubernetes.io\/dockerconfigjson`, `Opaque`, 1),
		} {
			if got, err := read(t, document); err != nil || got != "a.example=u:"+want {
				t.Errorf("%s in %s: %q, %v", what, shape, got, err)
			}
		}
	}
}

// TestJSONErrors: an error in JSON is that of the JSON parser, with its position.
func TestJSONErrors(t *testing.T) {
	for _, c := range []struct{ document, want string }{
		{
			"{\"kind\":\"Secret\",\n\"data\":{\"x\":\"\\q\"}}",
			"line 2, column 15: a string contains an unknown escape",
		},
		{"{\"kind\":\"Pod\"}\n{\"kind\":\"Secret\",\n\"a\":1,\"a\":2}", "line 3, column 7: the key appears twice"},
		{
			"kind: Pod\n---\n{\"kind\":\"Secret\",\n\"data\":{]",
			"line 4, column 9: a key in double quotes is missing",
		},
		{"{\"kind\":\"Pod\"}\n---\nkind: Secret\n\tdata: x\n", "line 4: this is not valid YAML"},
		{
			"{\"auths\":{\"a.example\":{\"auth\":\"dTpw\"}},\n\"x\":\"\\q\"}",
			"line 2, column 7: a string contains an unknown escape",
		},
	} {
		if got, err := read(t, c.document); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %q, %v, want %s", c.document, got, err, c.want)
		}
	}
}

// TestEncodings: encodings of PowerShell and of editors on Windows are read in every
// format, and within a Secret.
func TestEncodings(t *testing.T) {
	wide := func(text string) string {
		out := []byte("\xff\xfe")
		for _, unit := range utf16.Encode([]rune(text)) {
			out = append(out, byte(unit), byte(unit>>8))
		}
		return string(out)
	}
	encoded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	config := `{"auths":{"a.example":{"username":"u","password":"pß😀"}}}`
	secret := func(data string) string {
		return "kind: Secret\ntype: kubernetes.io/dockerconfigjson\ndata: {.dockerconfigjson: " + encoded(data) + "}\n"
	}
	ecs := `ECS_ENGINE_AUTH_DATA={"a.example":{"username":"u","password":"pß😀"}}` + "\n"
	k3s := "configs: {a.example: {auth: {username: u, password: pß😀}}}\n"
	for what, text := range map[string]string{
		"a config": wide(config), "a Secret": wide(secret(config)), "inside a Secret": secret(wide(config)),
		"a mark inside a Secret": secret("\xef\xbb\xbf" + config), "ecs.config": wide(ecs),
		"registries.yaml":    wide(k3s),
		"a mark before YAML": "\xef\xbb\xbf" + secret(config), "a mark before a line": "\xef\xbb\xbf" + ecs,
	} {
		if got, err := read(t, text); err != nil || got != "a.example=u:pß😀" {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
	for text, want := range map[string]string{
		"\xff\xfe{":                     "damaged UTF-16",
		"\xff\xfe\x00\x00{\x00\x00\x00": "UTF-32",
		secret("\xff\xfe{"):             "the secret's .dockerconfigjson: it is damaged UTF-16",
	} {
		if got, err := read(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

// TestNamed: the error for a file with logins in another format names that format.
func TestNamed(t *testing.T) {
	encoded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	config := `{"auths":{"a.example":{"auth":"dTpDQU5BUlk="}}}`
	pull := "kind: Secret\ntype: kubernetes.io/dockerconfigjson\n"
	sops := "sops: {mac: 'ENC[AES256_GCM,data:x]', version: 3.9.0}\n"
	for _, c := range []struct{ text, want string }{
		{pull + "data: {.dockerconfigjson: 'ENC[AES256_GCM,data:CANARY]'}\n" + sops, "encrypted with SOPS"},
		{pull + "stringData: {.dockerconfigjson: 'ENC[AES256_GCM,data:CANARY]'}\n", "encrypted with SOPS"},
		{
			`{"auths":{"a.example":{"auth":"ENC[AES256_GCM]"}},"sops":{"mac":"x","version":"3"}}`,
			"encrypted with SOPS",
		},
		{`{"data":"ENC[AES256_GCM]","sops":{"mac":"x","version":"3"}}`, "encrypted with SOPS"},
		{
			"kind: SealedSecret\nspec: {encryptedData: {.dockerconfigjson: CANARY}}\n",
			"line 1: only its cluster can decrypt a SealedSecret",
		},
		{"kind: ExternalSecret\nspec: {}\n", "an ExternalSecret refers to a secret"},
		{pull + "data: {.dockerconfigjson: " + encoded(encoded(config)) + "}\n", "is base64 of base64"},
		{pull + "stringData: {.dockerconfigjson: " + encoded(config) + "}\n", "move it to data"},
		{pull + "data: {.dockerconfigjson: '" + config + "'}\n", "move it to stringData"},
		{encoded(config) + "\n", "it is base64: decode it first"},
		{"age-encryption.org/v1\n-> X25519 CANARY\n", "encrypted with age"},
		{"-----BEGIN AGE ENCRYPTED FILE-----\nCANARY\n", "encrypted with age"},
		{"codeship:v2\nCANARY\n", "encrypted for CodeShip"},
		{"$ANSIBLE_VAULT;1.1;AES256\n00\n", "Ansible Vault"},
		{"kind: Secret\ntype: Opaque\ndata: {password: " + encoded("CANARY") + "}\n", "its format is not known"},
	} {
		got, err := read(t, c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%.60q: %q, %v, want %s", c.text, got, err, c.want)
		}
	}
}

// TestOneBadPart: a part that cannot be read does not affect the others.
func TestOneBadPart(t *testing.T) {
	text := "kind: Secret\ntype: kubernetes.io/dockerconfigjson\nmetadata: {name: bad, namespace: team}\n" +
		"data: {.dockerconfigjson: CANARY*}\n---\nkind: Secret\ntype: kubernetes.io/dockerconfigjson\n" +
		`stringData: {.dockerconfigjson: '{"auths":{"a.example":{"auth":"dTpw"},"*.b.example":{"auth":"dTpw"}}}'}`
	got, err := read(t, text)
	const want = "a.example=u:p; other *.b.example=u:p; " +
		"other team/bad line 1: the secret's .dockerconfigjson is not base64"
	if err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
}
