"""A stand-in for what docs/role_vectors.py calls of transformers: a model whose every state can be told by hand.

A token t has the embedding [t, 1, 0, 0]; block l adds l + 1 to every number. Every prompt is its last message's count of tokens
1, after two of them and one that tells all of its text; an answer is two tokens, the length of the first message and 9, then the
end, 0. A name says what a model is like: `no-system` refuses a system message, `mute-system` leaves it out, `thinking` thinks,
one token 90, unless it is told not to, and names a date, `own-end` has the end of an answer in its tokenizer alone, `tuple` has
blocks that give tuples.
"""
import types

import torch


class Encoded(dict):
    pass


class AutoTokenizer:
    @staticmethod
    def from_pretrained(name):
        tokenizer = AutoTokenizer()
        tokenizer.name = name
        tokenizer.chat_template = "{% if enable_thinking %}{{ date_string }}" if "thinking" in name else "{{ messages }}"
        tokenizer.eos_token_id = 0 if "own-end" in name else 5
        return tokenizer

    def apply_chat_template(self, messages, add_generation_prompt, return_tensors, return_dict, **asked):
        assert add_generation_prompt and return_tensors == "pt" and return_dict
        # Those of mistral-common take nothing that they do not know.
        assert all(name in self.chat_template for name in asked), asked
        if messages[0]["role"] == "system":
            if "no-system" in self.name:
                raise ValueError("System role not supported")
            if "mute-system" in self.name:
                messages = messages[1:]
        thinks = "thinking" in self.name and asked.get("enable_thinking", True)
        AutoModelForCausalLM.answer = [*[90] * thinks, len(messages[0]["content"]), 9, 0, 77, 5]
        text = "".join(message["content"] for message in messages) + asked.get("date_string", "today")
        told = sum((at + 1) * ord(letter) for at, letter in enumerate(text))
        return Encoded(input_ids=torch.tensor([[1, 1, told, *[1] * len(messages[-1]["content"])]]))

    def decode(self, ids):
        return f"{len(ids)} tokens of {self.name}"


class Block(torch.nn.Module):
    def __init__(self, layer, is_tuple):
        super().__init__()
        self.layer, self.is_tuple = layer, is_tuple

    def forward(self, x):
        x = x + (self.layer + 1)
        return (x, None) if self.is_tuple else x


class AutoModelForCausalLM(torch.nn.Module):
    answer = []

    @staticmethod
    def from_pretrained(name, torch_dtype, device_map):
        assert torch_dtype == "auto" and device_map == "auto"
        return AutoModelForCausalLM("tuple" in name, [5] if "own-end" in name else [5, 0])

    def __init__(self, is_tuple, ends):
        super().__init__()
        # As many as there are blocks, and no text goes through it.
        self.vision = torch.nn.ModuleList([Block(layer, is_tuple) for layer in range(3)])
        self.heads = torch.nn.ModuleList([torch.nn.Identity()])
        self.layers = torch.nn.ModuleList([Block(layer, is_tuple) for layer in range(3)])
        self.config = types.SimpleNamespace(num_hidden_layers=3)
        self.generation_config = types.SimpleNamespace(eos_token_id=ends)
        self.device = torch.device("cpu")

    def generate(self, ids, attention_mask, max_new_tokens, do_sample, eos_token_id=None):
        assert attention_mask.shape == ids.shape and not do_sample
        ends = eos_token_id or self.generation_config.eos_token_id
        n = 1 + min(at for at, token in enumerate(self.answer) if token in ends)
        return torch.cat([ids, torch.tensor([self.answer[:min(n, max_new_tokens)]])], 1)

    def forward(self, ids):
        x = torch.zeros(1, ids.shape[1], 4, dtype=torch.bfloat16)
        x[0, :, 0], x[0, :, 1] = ids[0], 1
        for block in self.layers:
            x = block(x)
            x = x[0] if isinstance(x, tuple) else x
