"""Exit code 0: LiteLLM reaches the model server. Asks it for one token, as any client would."""

import json
import pathlib
import urllib.request

key = pathlib.Path("/run/secrets/litellm_master_key").read_text().strip()
question = {"model": "multimodal-chat", "max_tokens": 1, "messages": [{"role": "user", "content": "Say yes."}]}
request = urllib.request.Request(
    "http://127.0.0.1:4000/v1/chat/completions",
    data=json.dumps(question).encode(),
    headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
)
with urllib.request.urlopen(request, timeout=55) as response:
    json.load(response)["choices"]
